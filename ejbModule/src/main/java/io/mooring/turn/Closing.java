package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.message.Said;
import io.mooring.opencode.wire.Part;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/**
 * Closes what a turn left open, so that its messages can be read again as a conversation that goes
 * on: a call that never ended is an error, a text ends where it broke off, and a message that
 * upstream never finished says so.
 */
@ApplicationScoped
class Closing {
  private static final String INTERRUPTED = "interrupted";

  @Inject Clock clock;

  List<Said> close(List<Said> said) {
    long nowMs = clock.millis();
    return said.stream().map(one -> close(one, nowMs)).toList();
  }

  static Said close(Said said, long nowMs) {
    if (said.byUser() || !said.info().isObject()) {
      return said;
    }
    List<JsonNode> parts = said.parts().stream().map(part -> part(part, nowMs)).toList();
    return new Said(info(said.info(), nowMs), parts);
  }

  private static JsonNode info(JsonNode info, long nowMs) {
    boolean completed = info.path("time").path("completed").isNumber();
    boolean ended = info.path("finish").isTextual() || info.path("error").isObject();
    if (completed && ended) {
      return info;
    }
    ObjectNode closed = info.deepCopy();
    if (!completed) {
      closed.withObjectProperty("time").put("completed", nowMs);
    }
    if (!ended) {
      ObjectNode error = closed.putObject("error").put("name", "MessageAbortedError");
      error.putObject("data").put("message", INTERRUPTED);
    }
    return closed;
  }

  private static JsonNode part(JsonNode part, long nowMs) {
    if (Part.of(part).orElse(null) instanceof Part.ToolPart tool) {
      return tool.state().status().ended() ? part : failed(part, nowMs);
    }
    JsonNode time = part.path("time");
    if (!time.path("start").isNumber() || time.path("end").isNumber()) {
      return part;
    }
    ObjectNode closed = part.deepCopy();
    closed.withObjectProperty("time").put("end", nowMs);
    return closed;
  }

  private static JsonNode failed(JsonNode part, long nowMs) {
    JsonNode before = part.path("state");
    ObjectNode closed = part.deepCopy();
    ObjectNode state = closed.putObject("state").put("status", "error");
    state.set("input", before.path("input").isObject() ? before.path("input") : Json.object());
    state.put("error", INTERRUPTED);
    if (before.path("metadata").isObject()) {
      state.set("metadata", before.path("metadata"));
    }
    state
        .putObject("time")
        .put("start", before.path("time").path("start").asLong(nowMs))
        .put("end", nowMs);
    return closed;
  }
}
