package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.json.JsonFailure;
import java.util.Locale;
import java.util.Optional;

/**
 * The outside of an answer, enough to tell whether it is a failure and which.
 *
 * @param contentType the header's value, empty when there is none
 */
record UpstreamAnswer(int status, String contentType) {

  /** Whether the body must not be taken for what the call asked for. */
  boolean failed() {
    return status >= 300 || (status != 204 && !contentType.isEmpty() && !json());
  }

  private boolean json() {
    String type = contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("application/json") || type.contains("+json");
  }

  /** The failure that this answer with this body stands for. */
  UpstreamFailure failure(String body) {
    if (status < 300) {
      return new UpstreamFailure.NotJson(null);
    }
    if (status == 401) {
      return new UpstreamFailure.Unauthorized();
    }
    Optional<JsonNode> error = json() ? tree(body) : Optional.empty();
    String name = error.map(UpstreamAnswer::name).orElse("");
    String message = error.map(UpstreamAnswer::message).orElse("");
    if (NotFoundSearch.confirms(new NotFoundSearch.Answer(status, json(), body))) {
      return new UpstreamFailure.NotFound(message);
    }
    if (status == 409) {
      return new UpstreamFailure.Busy(message);
    }
    return new UpstreamFailure.Refused(status, name, message);
  }

  private static Optional<JsonNode> tree(String body) {
    try {
      return Optional.of(Json.read(body)).filter(JsonNode::isObject);
    } catch (JsonFailure e) {
      return Optional.empty();
    }
  }

  private static String name(JsonNode error) {
    String name = error.path("name").asText("");
    String tag = name.isEmpty() ? error.path("_tag").asText("") : name;
    return tag.matches("[A-Za-z0-9_.]{1,64}") ? tag : "";
  }

  private static String message(JsonNode error) {
    String inner = error.path("data").path("message").asText("");
    return inner.isEmpty() ? error.path("message").asText("") : inner;
  }
}
