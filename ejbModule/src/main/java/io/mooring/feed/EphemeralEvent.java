package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import java.util.Optional;

/**
 * Something that is only worth seeing live: published to whoever watches, kept nowhere.
 *
 * @param body what the type says beside the frame's own fields, which it must not name; it must not
 *     be changed any more
 */
public record EphemeralEvent(
    String tenant, String sessionId, Optional<String> turnId, FeedEventType type, ObjectNode body) {
  public EphemeralEvent {
    if (type.durable()) {
      throw new IllegalArgumentException(type.wireName() + " belongs into the journal");
    }
    Frames.requireFree(body);
  }

  /**
   * More of a part's text.
   *
   * @param type {@link FeedEventType#TEXT_DELTA} or {@link FeedEventType#REASONING_DELTA}
   * @param offset where the text goes, in UTF-16 units of the part's text
   */
  public static EphemeralEvent delta(
      FeedEventType type,
      String tenant,
      String sessionId,
      String turnId,
      String partId,
      long offset,
      String text) {
    ObjectNode body = Json.object().put("partId", partId).put("offset", offset).put("text", text);
    return new EphemeralEvent(tenant, sessionId, Optional.of(turnId), type, body);
  }

  /**
   * More of a running tool's output.
   *
   * @param offset where the text goes, in UTF-16 units of the call's output
   */
  public static EphemeralEvent toolOutput(
      String tenant, String sessionId, String turnId, String callId, long offset, String text) {
    ObjectNode body = Json.object().put("callId", callId).put("offset", offset).put("text", text);
    return new EphemeralEvent(
        tenant, sessionId, Optional.of(turnId), FeedEventType.TOOL_OUTPUT, body);
  }

  /**
   * How far the way to the first answer is.
   *
   * @param stage installing, starting, opening or live
   */
  public static EphemeralEvent progress(
      String tenant, String sessionId, Optional<String> turnId, String stage, String message) {
    ObjectNode body = Json.object().put("stage", stage).put("message", message);
    return new EphemeralEvent(tenant, sessionId, turnId, FeedEventType.PROGRESS, body);
  }

  /** The same at another offset, with what is left of the text. */
  EphemeralEvent from(long offset, String text) {
    ObjectNode rest = body.deepCopy().put("offset", offset).put("text", text);
    return new EphemeralEvent(tenant, sessionId, turnId, type, rest);
  }
}
