package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.json.JsonFailure;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a failure confirms that upstream does not have what was asked for. Only structure
 * counts: a 404 with a JSON object, or an object whose {@code name} or {@code _tag} ends in {@code
 * NotFoundError}. Words never do. A node that says another status seals all that is below it: what
 * a server error quotes is no answer to our question.
 */
final class NotFoundSearch {
  /** Nodes that are looked at; a failure that hides its reason deeper confirms nothing. */
  static final int MOST_NODES = 32;

  private static final int NOT_FOUND = 404;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]{0,51}NotFoundError");
  private static final Pattern STATUS = Pattern.compile("[1-9][0-9]{2}");
  private static final List<String> STATUSES = List.of("status", "statusCode");
  private static final List<String> INSIDE = List.of("cause", "body", "error", "data", "response");
  private static final int MOST_BODY_CHARS = 64 * 1024;

  /** An answer with its body, as it came over HTTP. */
  record Answer(int status, boolean json, String body) {}

  private final Deque<Object> left = new ArrayDeque<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private NotFoundSearch() {}

  /** Whether an answer says so. */
  static boolean confirms(Answer answer) {
    return new NotFoundSearch().search(answer);
  }

  /** Whether an error that came as JSON says so. */
  static boolean confirms(JsonNode error) {
    return new NotFoundSearch().search(error);
  }

  /** Whether something that was thrown says so, itself or by what has caused it. */
  static boolean confirms(Throwable thrown) {
    return new NotFoundSearch().search(thrown);
  }

  private boolean search(Object root) {
    left.add(root);
    while (!left.isEmpty()) {
      Object node = left.remove();
      if (!seen.add(node)) {
        continue;
      }
      if (seen.size() > MOST_NODES) {
        return false;
      }
      if (saysSo(node)) {
        return true;
      }
    }
    return false;
  }

  private boolean saysSo(Object node) {
    if (node instanceof Answer answer) {
      return answered(answer);
    }
    return node instanceof JsonNode json ? said(json) : thrown((Throwable) node);
  }

  /** A web page or nothing at all may come from anything on the way. */
  private static boolean answered(Answer answer) {
    if (answer.status() != NOT_FOUND || !answer.json()) {
      return false;
    }
    JsonNode body = object(answer.body());
    return body != null && !isSealed(body);
  }

  private boolean said(JsonNode node) {
    OptionalInt status = status(node);
    if (status.isPresent() && status.getAsInt() != NOT_FOUND) {
      return false;
    }
    if (isNamed(node.path("name")) || isNamed(node.path("_tag"))) {
      return true;
    }
    // A model's own 404 has the status beside its words; only an answer has a body of JSON.
    JsonNode body = object(node.path("body"));
    if (status.isPresent() && body != null && !isSealed(body)) {
      return true;
    }
    INSIDE.forEach(field -> look(object(node.path(field))));
    return false;
  }

  /** What was thrown for an answer has its verdict already, whatever has caused it. */
  private boolean thrown(Throwable thrown) {
    if (thrown instanceof UpstreamFailure failure) {
      return failure instanceof UpstreamFailure.NotFound;
    }
    look(thrown.getCause());
    return false;
  }

  private void look(@Nullable Object node) {
    if (node != null) {
      left.add(node);
    }
  }

  private static boolean isSealed(JsonNode node) {
    OptionalInt status = status(node);
    return status.isPresent() && status.getAsInt() != NOT_FOUND;
  }

  private static OptionalInt status(JsonNode node) {
    for (String field : STATUSES) {
      JsonNode value = node.path(field);
      if (value.isIntegralNumber() || STATUS.matcher(value.asText()).matches()) {
        return OptionalInt.of(value.asInt());
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isNamed(JsonNode name) {
    return name.isTextual() && NAME.matcher(name.textValue()).matches();
  }

  /** The object itself, or the one that its text is; null for anything else. */
  private static @Nullable JsonNode object(JsonNode value) {
    return value.isTextual() ? object(value.textValue()) : filled(value);
  }

  private static @Nullable JsonNode object(String text) {
    if (text.length() > MOST_BODY_CHARS || !text.stripLeading().startsWith("{")) {
      return null;
    }
    try {
      return filled(Json.read(text));
    } catch (JsonFailure e) {
      return null;
    }
  }

  private static @Nullable JsonNode filled(JsonNode value) {
    return value.isObject() && !value.isEmpty() ? value : null;
  }
}
