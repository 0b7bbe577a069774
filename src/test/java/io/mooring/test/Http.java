package io.mooring.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A plain client of Mooring's API, as one user; an answer of any status is an answer. */
public final class Http {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI root;
  private final List<String> headers;

  private Http(URI root, List<String> headers) {
    this.root = root;
    this.headers = headers;
  }

  /** An answer; a body that is no JSON reads as a missing node. */
  public record Answer(int status, HttpHeaders headers, String text) {
    /** The body. */
    public JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        return JSON.missingNode();
      }
    }

    /** A field of the body as text. */
    public String at(String field) {
      return json().path(field).asText();
    }

    /** The first header of this name, or nothing. */
    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    /** This answer if its status is the wanted one. */
    public Answer expect(int wanted) {
      if (status != wanted) {
        throw new AssertionError("status " + status + " and not " + wanted + ": " + text);
      }
      return this;
    }
  }

  /** An empty object to fill. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Reads a text that is JSON. */
  public static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static Http at(URI root) {
    return new Http(root, List.of());
  }

  Http loggedIn(String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return with("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /** The same client with one more header on each request. */
  public Http with(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(List.of(name, value));
    return new Http(root, List.copyOf(more));
  }

  /** The status, or 0 when nobody answers. */
  int tryGet(String path) {
    try {
      return CLIENT.send(request(path).GET().build(), BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  public Answer get(String path) {
    return send("GET", path, BodyPublishers.noBody(), "");
  }

  /** The answer as it comes, to be read to its end or closed. */
  public HttpResponse<InputStream> stream(String path) throws IOException, InterruptedException {
    return CLIENT.send(request(path).GET().build(), BodyHandlers.ofInputStream());
  }

  public Answer delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody(), "");
  }

  public Answer post(String path) {
    return send("POST", path, BodyPublishers.noBody(), "");
  }

  public Answer post(String path, JsonNode body) {
    return post(path, body.toString());
  }

  /** Posts a text as JSON, whatever it is. */
  public Answer post(String path, String body) {
    return send("POST", path, BodyPublishers.ofString(body), "application/json");
  }

  public Answer patch(String path, JsonNode body) {
    return send(
        "PATCH", path, BodyPublishers.ofString(body.toString()), "application/merge-patch+json");
  }

  /** Any request; an empty content type sends none. */
  public Answer send(String method, String path, BodyPublisher body, String contentType) {
    HttpRequest.Builder request = request(path).method(method, body);
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    try {
      var answer = CLIENT.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(answer.statusCode(), answer.headers(), answer.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    // Not resolve(): a path with dots or oddities must arrive as it is.
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    return request;
  }
}
