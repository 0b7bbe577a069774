package io.mooring.test;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a server, passes everything on, and spoils the calls to sessions when told to. */
final class FaultyProxy implements AutoCloseable {
  private static final Set<String> NOT_PASSED =
      Set.of(
          "host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings");

  /** What becomes of a call to a session. */
  enum Fault {
    NONE,
    /** An error in the shape of opencode's own. */
    STATUS_500,
    /** What a gateway in between shows to people. */
    HTML,
    /** No answer as long as the fault lasts, and the call never arrives. */
    SILENCE
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> spoiled = new CopyOnWriteArrayList<>();
  private final List<String> made = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final URI target;
  private volatile Fault fault = Fault.NONE;
  private volatile CountDownLatch over = new CountDownLatch(0);

  FaultyProxy(int port, URI target) {
    this.target = target;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on calls to sessions meet this. */
  void meet(Fault next) {
    CountDownLatch before = over;
    over = new CountDownLatch(1);
    fault = next;
    before.countDown();
  }

  /** The calls that met a fault. */
  List<String> spoiled() {
    return List.copyOf(spoiled);
  }

  /** The calls that would make a session upstream, whatever became of them. */
  List<String> made() {
    return List.copyOf(made);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      if (call.equals("POST /session") || call.endsWith("/fork")) {
        made.add(call);
      }
      Fault now = call.contains(" /session") ? fault : Fault.NONE;
      if (now != Fault.NONE) {
        spoiled.add(call);
      }
      switch (now) {
        case NONE -> pass(exchange, body);
        case STATUS_500 ->
            answer(exchange, 500, "application/json", "{\"name\":\"UnknownError\",\"data\":{}}");
        case HTML -> answer(exchange, 200, "text/html", "<html><body>Please log in</body></html>");
        case SILENCE -> over.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (passes(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (passes(name)) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    exchange.sendResponseHeaders(response.statusCode(), response.statusCode() == 204 ? -1 : 0);
    try (InputStream from = response.body()) {
      OutputStream to = exchange.getResponseBody();
      byte[] some = new byte[8192];
      for (int read = from.read(some); read >= 0; read = from.read(some)) {
        to.write(some, 0, read);
        to.flush(); // events must not wait for more
      }
    }
  }

  private static boolean passes(String header) {
    return !NOT_PASSED.contains(header.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
