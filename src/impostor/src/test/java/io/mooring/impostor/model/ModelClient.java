package io.mooring.impostor.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Talks to the scripted model as an OpenAI client would. */
final class ModelClient {
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;

  ModelClient(URI base) {
    this.base = base;
  }

  /** What a stream brought before it ended. */
  record Streamed(int status, List<String> frames) {
    Stream<JsonNode> chunks() {
      return frames.stream().filter(frame -> !frame.equals("[DONE]")).map(Json::parse);
    }

    String text(String field) {
      StringBuilder all = new StringBuilder();
      chunks().forEach(c -> all.append(c.at("/choices/0/delta/" + field).asText()));
      return all.toString();
    }

    String content() {
      return text("content");
    }

    List<JsonNode> toolCalls() {
      return chunks().flatMap(c -> c.at("/choices/0/delta/tool_calls").valueStream()).toList();
    }

    String finish() {
      return chunks()
          .map(c -> c.at("/choices/0/finish_reason").asText("null"))
          .filter(finish -> !finish.equals("null") && !finish.isEmpty())
          .findFirst()
          .orElse("none");
    }
  }

  static ObjectNode message(String role, String content) {
    return Json.object().put("role", role).put("content", content);
  }

  static ObjectNode request(boolean stream, JsonNode... messages) {
    ArrayNode all = Json.array();
    for (JsonNode message : messages) {
      all.add(message);
    }
    ObjectNode request = Json.object().put("model", "echo").put("stream", stream);
    request.set("messages", all);
    return request;
  }

  Streamed ask(String prompt) throws IOException, InterruptedException {
    return stream(message("user", prompt));
  }

  Streamed stream(JsonNode... messages) throws IOException, InterruptedException {
    HttpResponse<Stream<String>> answer =
        http.send(post(request(true, messages)), BodyHandlers.ofLines());
    List<String> frames =
        answer.body().filter(line -> line.startsWith("data: ")).map(l -> l.substring(6)).toList();
    return new Streamed(answer.statusCode(), frames);
  }

  HttpResponse<String> send(JsonNode request) throws IOException, InterruptedException {
    return http.send(post(request), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(JsonNode request) {
    return http.sendAsync(post(request), BodyHandlers.ofString());
  }

  HttpResponse<String> call(String method, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpRequest post(JsonNode request) {
    return HttpRequest.newBuilder(URI.create(base + "/chat/completions"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(Json.write(request)))
        .build();
  }
}
