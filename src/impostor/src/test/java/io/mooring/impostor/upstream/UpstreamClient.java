package io.mooring.impostor.upstream;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Talks to the scripted upstream as a keeper of sessions would. */
final class UpstreamClient {
  static final String DIRECTORY = "/srv/work/one";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  UpstreamClient(URI base) {
    this.base = base;
  }

  /** The frames of one event stream, as they come. */
  record Events(List<JsonNode> frames, CompletableFuture<Void> ended) {
    List<JsonNode> payloads() {
      return frames.stream()
          .map(frame -> frame.has("payload") ? frame.path("payload") : frame)
          .filter(payload -> !payload.path("type").asText().equals("sync"))
          .toList();
    }

    List<String> types() {
      return payloads().stream().map(payload -> payload.path("type").asText()).toList();
    }

    List<JsonNode> of(String type) {
      return payloads().stream()
          .filter(payload -> payload.path("type").asText().equals(type))
          .map(payload -> payload.path("properties"))
          .toList();
    }

    void awaitType(String type, int count) {
      await().until(() -> of(type).size() >= count);
    }
  }

  Events events(String path) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> answer =
        http.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofLines());
    List<JsonNode> frames = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> ended =
        CompletableFuture.runAsync(
            () ->
                answer
                    .body()
                    .filter(line -> line.startsWith("data: "))
                    .forEach(line -> frames.add(Json.parse(line.substring(6)))),
            task -> new Thread(task, "events").start());
    Events events = new Events(frames, ended);
    events.awaitType("server.connected", 1);
    return events;
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    } else if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return Json.parse(send("GET", path, "").body());
  }

  HttpResponse<String> post(String path, JsonNode body) throws IOException, InterruptedException {
    return send("POST", path, Json.write(body));
  }

  JsonNode createSession() throws IOException, InterruptedException {
    ObjectNode body = Json.object().put("title", "mine").put("bogus", 1);
    body.putObject("metadata").put("mooring", "n1");
    return Json.parse(post("/session?directory=" + DIRECTORY, body).body());
  }

  int prompt(String session, String text) throws IOException, InterruptedException {
    ObjectNode body = Json.object();
    body.putArray("parts").addObject().put("type", "text").put("text", text);
    return post("/session/" + session + "/prompt_async", body).statusCode();
  }

  static ObjectNode promptWithIds(String messageId, String partId, String text) {
    ObjectNode body = Json.object().put("messageID", messageId);
    body.putArray("parts").addObject().put("type", "text").put("text", text).put("id", partId);
    return body;
  }

  void awaitIdle(String session) {
    await()
        .until(() -> get("/session/status?directory=" + DIRECTORY).path(session).isMissingNode());
  }

  JsonNode messages(String session) throws IOException, InterruptedException {
    return get("/session/" + session + "/message");
  }

  JsonNode lastMessage(String session) throws IOException, InterruptedException {
    JsonNode all = messages(session);
    return all.get(all.size() - 1);
  }

  static String text(JsonNode message) {
    StringBuilder all = new StringBuilder();
    for (JsonNode part : message.path("parts")) {
      if (part.path("type").asText().equals("text")) {
        all.append(part.path("text").asText());
      }
    }
    return all.toString();
  }
}
