package io.mooring.opencode;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that answers what a test tells it to. */
final class FakeUpstream implements AutoCloseable {
  static final OpencodeTimeouts TIMEOUTS =
      new OpencodeTimeouts(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  /** Answers an exchange; what it throws breaks the connection. */
  interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  /** A request that came. */
  record Seen(String method, String uri, String authorization, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  FakeUpstream() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      seen.add(
          new Seen(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      handlers
          .getOrDefault(
              exchange.getRequestMethod() + ' ' + exchange.getRequestURI().getPath(),
              e ->
                  send(e, 200, "text/html;charset=UTF-8", "<!doctype html><title>opencode</title>"))
          .handle(exchange);
    }
  }

  FakeUpstream on(String methodAndPath, Handler handler) {
    handlers.put(methodAndPath, handler);
    return this;
  }

  FakeUpstream on(String methodAndPath, int status, String json) {
    return on(methodAndPath, exchange -> send(exchange, status, "application/json", json));
  }

  static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (!type.isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", type);
    }
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  List<Seen> seen() {
    return seen;
  }

  ServerAddress address() {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new ServerAddress(base, "opencode", "pass-word");
  }

  Opencode client() {
    return Opencode.at(address(), TIMEOUTS);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
