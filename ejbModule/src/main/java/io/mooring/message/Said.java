package io.mooring.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.MessageInfo;
import io.mooring.session.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message in upstream's words.
 *
 * @param info upstream's Message; one that was not sent yet has neither id nor sessionID
 * @param parts upstream's Parts, in order
 */
public record Said(JsonNode info, List<JsonNode> parts) {
  public Said {
    parts = List.copyOf(parts);
  }

  /** Upstream's id; empty before it is known. */
  public Optional<String> upstreamId() {
    return text("id");
  }

  public Optional<String> upstreamSessionId() {
    return text("sessionID");
  }

  public boolean byUser() {
    return info.path("role").asText().equals("user");
  }

  private Optional<String> text(String field) {
    return Optional.ofNullable(info.path(field).textValue()).filter(text -> !text.isBlank());
  }

  /** In the shape that {@code opencode import} reads. */
  public ObjectNode json() {
    ObjectNode message = Json.object();
    message.set("info", info);
    message.putArray("parts").addAll(parts);
    return message;
  }

  /** What an assistant's message used. */
  Usage usage() {
    return MessageInfo.of(info)
        .filter(MessageInfo::assistant)
        .map(
            known ->
                new Usage(
                    Math.round(known.cost() * 1_000_000),
                    known.tokens().input(),
                    known.tokens().output(),
                    known.tokens().reasoning(),
                    known.tokens().cacheRead(),
                    known.tokens().cacheWrite()))
        .orElse(Usage.NONE);
  }

  /** When upstream says that it was begun, unless that can't be. */
  Instant createdAt(Instant now) {
    return MessageInfo.of(info)
        .map(MessageInfo::created)
        .filter(at -> at.isAfter(Instant.EPOCH) && !at.isAfter(now))
        .orElse(now);
  }
}
