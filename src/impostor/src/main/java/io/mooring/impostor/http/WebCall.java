package io.mooring.impostor.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request and what is answered to it; used by one thread. */
public final class WebCall {
  private static final Pattern PARAMETER = Pattern.compile("([^&=]+)(?:=([^&]*))?");

  private final HttpExchange exchange;
  private final LoopbackServer server;

  WebCall(HttpExchange exchange, LoopbackServer server) {
    this.exchange = exchange;
    this.server = server;
  }

  public String method() {
    return exchange.getRequestMethod();
  }

  /** The decoded path, without the query. */
  public String path() {
    return exchange.getRequestURI().getPath();
  }

  public URI uri() {
    return exchange.getRequestURI();
  }

  /** A request header's first value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  /** A query parameter's first value; a parameter without "=" is the empty text. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(queries().get(name));
  }

  /** The query's parameters, each with its first value. */
  public Map<String, String> queries() {
    Map<String, String> found = new LinkedHashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw == null) {
      return found;
    }
    Matcher parameters = PARAMETER.matcher(raw);
    while (parameters.find()) {
      String value = parameters.group(2);
      found.putIfAbsent(decode(parameters.group(1)), value == null ? "" : decode(value));
    }
    return found;
  }

  private static String decode(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  /** The body as JSON; a missing node when there is none. */
  public JsonNode body() throws JsonProcessingException, IOException {
    return Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
  }

  /** Sets a header of the answer; before anything is sent. */
  public WebCall with(String header, String value) {
    exchange.getResponseHeaders().set(header, value);
    return this;
  }

  public void sendJson(int status, Object value) throws IOException {
    send(status, "application/json", Json.MAPPER.writeValueAsBytes(value));
  }

  public void send(int status, String type, String body) throws IOException {
    send(status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer without a body or content type. */
  public void sendEmpty(int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private void send(int status, String type, byte[] body) throws IOException {
    with("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Answers 200 with server-sent events from now on. */
  public EventSink sendEvents() throws IOException {
    with("Content-Type", "text/event-stream").with("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(200, 0);
    return new EventSink(exchange.getResponseBody());
  }

  /** Waits; an IOException says that the server was closed meanwhile. */
  public void pause(Duration time) throws IOException {
    server.pause(time);
  }

  /** Never answers: returns by an IOException once the server is closed. */
  public void hang() throws IOException {
    while (true) {
      pause(Duration.ofDays(1));
    }
  }

  /** To be thrown by a handler: whoever reads sees the connection end in the middle. */
  public static IOException cut() {
    return new IOException("cut on purpose");
  }
}
