package io.mooring.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * opencode without Mooring, as an application would use it: a prompt, the idle event on one event
 * stream for all sessions, the messages. HTTP/1.1, which opencode needs.
 */
final class DirectWay implements AutoCloseable {
  /** As many messages as Mooring reads. */
  private static final int PAGE = 12;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;
  private final String directory;
  private final Map<String, CompletableFuture<Long>> idle = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final Thread reader;
  private volatile BiConsumer<String, JsonNode> onDelta = (session, event) -> {};
  private volatile boolean closed;

  /** What a turn took: up to the idle event, and up to the messages. */
  record Times(long idleNanos, long allNanos) {}

  DirectWay(URI server, String directory) throws InterruptedException {
    this.server = server;
    this.directory = directory;
    reader = new Thread(this::read, "direct-events");
    reader.setDaemon(true);
    reader.start();
    await(connected);
  }

  /** Hears each text delta: its session and the whole event. */
  void onDelta(BiConsumer<String, JsonNode> listener) {
    onDelta = listener;
  }

  String createSession() throws IOException, InterruptedException {
    return send("POST", "/session", JSON.createObjectNode()).path("id").asText();
  }

  JsonNode session(String id) throws IOException, InterruptedException {
    return send("GET", "/session/" + id, null);
  }

  Times turn(String session, String prompt) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    CompletableFuture<Long> end = new CompletableFuture<>();
    idle.put(session, end);
    ObjectNode body = JSON.createObjectNode();
    body.putArray("parts").addObject().put("type", "text").put("text", prompt);
    send("POST", "/session/" + session + "/prompt_async", body);
    long idleAt = await(end);
    JsonNode messages = send("GET", "/session/" + session + "/message?limit=" + PAGE, null);
    long done = System.nanoTime();
    if (messages.size() < 2) {
      throw new IOException("no answer in " + messages);
    }
    return new Times(idleAt - begun, done - begun);
  }

  private JsonNode send(
      String method, String path, @org.jspecify.annotations.Nullable JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + " answered " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server + path))
        .header("x-opencode-directory", directory);
  }

  private void read() {
    try {
      var answer = http.send(request("/global/event").build(), BodyHandlers.ofInputStream());
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        String line;
        while ((line = lines.readLine()) != null && !closed) {
          if (line.startsWith("data:")) {
            hear(JSON.readTree(line.substring(5)).path("payload"));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      if (!closed) {
        idle.values().forEach(end -> end.completeExceptionally(e));
        connected.completeExceptionally(e);
      }
    }
  }

  private void hear(JsonNode event) {
    String session = event.path("properties").path("sessionID").asText();
    switch (event.path("type").asText()) {
      case "server.connected" -> connected.complete(null);
      case "message.part.delta" -> onDelta.accept(session, event);
      case "session.idle" -> {
        CompletableFuture<Long> end = idle.remove(session);
        if (end != null) {
          end.complete(System.nanoTime());
        }
      }
      default -> {}
    }
  }

  private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  @Override
  public void close() {
    closed = true;
    reader.interrupt();
  }
}
