package io.mooring.test;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A viewer of one session's feed over server-sent events, which keeps all of them in order. */
public final class EventSource implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final InputStream body;

  /** What came in one frame; the id is empty where there was none. */
  public record Event(String id, JsonNode data) {
    boolean durable() {
      return data.has("seq") && !FeedClient.type(data).equals("hello");
    }
  }

  private EventSource(InputStream body) {
    this.body = body;
    Thread reader = new Thread(this::read, "event-source");
    reader.setDaemon(true);
    reader.start();
  }

  /** Opens the stream; with a last event id, what came after it comes first. */
  public static EventSource open(
      MooringServer server, String user, String sessionId, Optional<String> lastEventId) {
    return openAt(server, user, "/api/v1/sessions/" + sessionId + "/feed", lastEventId);
  }

  /** Opens the stream at a path. */
  public static EventSource openAt(
      MooringServer server, String user, String path, Optional<String> lastEventId) {
    String pair = user + ":" + server.password(user);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .header("Accept", "text/event-stream")
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
    try {
      var answer = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() != 200) {
        throw new AssertionError("status " + answer.statusCode());
      }
      return new EventSource(answer.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void read() {
    try (var lines =
        new java.io.BufferedReader(new java.io.InputStreamReader(body, StandardCharsets.UTF_8))) {
      String id = "";
      StringBuilder data = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        } else if (line.isEmpty() && data.length() > 0) {
          events.add(new Event(id, Http.parse(data.toString())));
          id = "";
          data.setLength(0);
        }
      }
    } catch (IOException closed) {
      // close() ends the reader this way
    }
  }

  /** The events with a seq so far. */
  public List<Event> durable() {
    return events.stream().filter(Event::durable).toList();
  }

  /** Waits for the first frame of a type. */
  public JsonNode awaitFrame(String type) {
    return awaitFrame(type, "");
  }

  /** Waits for the first frame of a type that is about a session. */
  public JsonNode awaitFrame(String type, String sessionId) {
    return Awaitility.await(type)
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                events.stream()
                    .map(Event::data)
                    .filter(data -> FeedClient.type(data).equals(type))
                    .filter(data -> data.path("sessionId").asText().contains(sessionId))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Waits until so many durable events are there. */
  public List<Event> awaitDurable(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(durable()).hasSize(count));
    return new ArrayList<>(durable());
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
