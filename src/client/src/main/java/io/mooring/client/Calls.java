package io.mooring.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** HTTP and JSON of the API: one request, one answer or a {@link MooringProblem}. */
final class Calls {
  static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private final HttpClient http;
  private final URI api;
  private final Credentials credentials;

  Calls(HttpClient http, URI server, Credentials credentials) {
    this.http = http;
    this.api = URI.create(server.toString().replaceFirst("/+$", "") + "/api/v1");
    this.credentials = credentials;
  }

  static JsonMapper json() {
    return JSON;
  }

  /** A path segment or a query value, encoded. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  HttpClient http() {
    return http;
  }

  Credentials credentials() {
    return credentials;
  }

  URI uri(String path) {
    return URI.create(api + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(TIMEOUT)
        .header("Authorization", credentials.authorization())
        .header("Accept", "application/json");
  }

  <T> T get(String path, Class<T> type) {
    return read(send(request(path).GET()), type);
  }

  <T> Page<T> page(String path, Class<T> type) {
    JsonNode page = get(path, JsonNode.class);
    List<T> items = new ArrayList<>();
    page.path("items").forEach(item -> items.add(JSON.convertValue(item, type)));
    return new Page<>(items, page.path("next").textValue());
  }

  <T> T post(String path, @Nullable Object body, Class<T> type) {
    return read(send(posting(request(path), body)), type);
  }

  static HttpRequest.Builder posting(HttpRequest.Builder request, @Nullable Object body) {
    return body == null
        ? request.POST(BodyPublishers.noBody())
        : request
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(write(body)));
  }

  /**
   * Sends it.
   *
   * @throws MooringProblem the answer is none of 2xx
   * @throws UncheckedIOException there was no answer
   */
  HttpResponse<String> send(HttpRequest.Builder request) {
    HttpResponse<String> answer;
    try {
      answer = http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (answer.statusCode() / 100 != 2) {
      throw problem(answer);
    }
    return answer;
  }

  private static MooringProblem problem(HttpResponse<String> answer) {
    ObjectNode facts = JSON.createObjectNode();
    try {
      if (JSON.readTree(answer.body()) instanceof ObjectNode told) {
        facts = told;
      }
    } catch (JsonProcessingException e) {
      facts.put("detail", "The answer is no problem document.");
    }
    return new MooringProblem(
        answer.statusCode(),
        facts.path("code").asText("http-" + answer.statusCode()),
        facts.path("detail").asText(""),
        facts,
        retryAfter(answer));
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  static <T> T read(HttpResponse<String> answer, Class<T> type) {
    try {
      return JSON.readValue(answer.body(), type);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode tree(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }

  private static String write(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
