package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message with its parts in order.
 *
 * @param raw {@code {info, parts}} as it came
 */
public record UpstreamMessage(MessageInfo info, List<Part> parts, JsonNode raw) {
  public UpstreamMessage {
    parts = List.copyOf(parts);
  }

  public UpstreamMessage(MessageInfo info, List<Part> parts) {
    this(info, parts, MissingNode.getInstance());
  }

  /**
   * Reads {@code {info, parts}}; empty when the info can't be read. Unreadable parts are left out.
   */
  public static Optional<UpstreamMessage> of(JsonNode message) {
    List<Part> parts = new ArrayList<>();
    for (JsonNode part : message.path("parts")) {
      Part.of(part).ifPresent(parts::add);
    }
    return MessageInfo.of(message.path("info"))
        .map(info -> new UpstreamMessage(info, parts, message));
  }
}
