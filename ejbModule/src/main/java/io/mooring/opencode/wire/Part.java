package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A piece of a message. */
public sealed interface Part {
  String id();

  String sessionId();

  String messageId();

  /**
   * What a person or the model wrote.
   *
   * @param synthetic added by upstream, for example a file's content
   * @param ignored shown to people only, never to the model
   * @param end set once the text is whole
   */
  record TextPart(
      String id,
      String sessionId,
      String messageId,
      String text,
      boolean synthetic,
      boolean ignored,
      @Nullable Instant start,
      @Nullable Instant end)
      implements Part {}

  /** What the model thought. */
  record ReasoningPart(
      String id,
      String sessionId,
      String messageId,
      String text,
      @Nullable Instant start,
      @Nullable Instant end)
      implements Part {}

  /** A tool call. */
  record ToolPart(
      String id, String sessionId, String messageId, String tool, String callId, ToolState state)
      implements Part {}

  /** A model step begins; twice in one message when the model's connection dropped. */
  record StepStart(String id, String sessionId, String messageId) implements Part {}

  /** A model step ends. */
  record StepFinish(
      String id,
      String sessionId,
      String messageId,
      String reason,
      double cost,
      UpstreamTokens tokens)
      implements Part {}

  /** A file, by address or in a data URL. */
  record FilePart(
      String id,
      String sessionId,
      String messageId,
      String mediaType,
      @Nullable String filename,
      String url)
      implements Part {}

  /** Files that a step changed. */
  record PatchPart(
      String id, String sessionId, String messageId, @Nullable String hash, List<String> files)
      implements Part {}

  /**
   * A part of a type that we don't know, or a known one that lacks what makes it that.
   *
   * @param raw the whole part, or a note where it was longer than 64 KiB
   */
  record UnknownPart(String id, String sessionId, String messageId, String type, JsonNode raw)
      implements Part {}

  /** Reads a Part; empty when it has no id, message or session. */
  static Optional<Part> of(JsonNode part) {
    String id = Fields.id(part, "id");
    String session = Fields.id(part, "sessionID");
    String message = Fields.id(part, "messageID");
    if (id == null || session == null || message == null) {
      return Optional.empty();
    }
    String type = Fields.text(part, "type", "");
    Part known = known(part, type, id, session, message);
    return Optional.of(
        known == null ? new UnknownPart(id, session, message, type, Fields.capped(part)) : known);
  }

  private static @Nullable Part known(
      JsonNode part, String type, String id, String session, String message) {
    Instant start = Fields.time(part.path("time"), "start");
    Instant end = Fields.time(part.path("time"), "end");
    String text = Fields.text(part, "text");
    return switch (type) {
      case "text" ->
          text == null
              ? null
              : new TextPart(
                  id,
                  session,
                  message,
                  text,
                  Fields.flag(part, "synthetic"),
                  Fields.flag(part, "ignored"),
                  start,
                  end);
      case "reasoning" ->
          text == null ? null : new ReasoningPart(id, session, message, text, start, end);
      case "tool" -> tool(part, id, session, message);
      case "tool_use" -> OlderToolUse.of(part, id, session, message);
      case "step-start" -> new StepStart(id, session, message);
      case "step-finish" ->
          new StepFinish(
              id,
              session,
              message,
              Fields.text(part, "reason", ""),
              Fields.cost(part),
              UpstreamTokens.of(part.path("tokens")));
      case "file" ->
          new FilePart(
              id,
              session,
              message,
              Fields.text(part, "mime", "application/octet-stream"),
              Fields.text(part, "filename"),
              Fields.text(part, "url", ""));
      case "patch" ->
          new PatchPart(
              id, session, message, Fields.text(part, "hash"), Fields.texts(part, "files"));
      default -> null;
    };
  }

  private static @Nullable Part tool(JsonNode part, String id, String session, String message) {
    String tool = Fields.id(part, "tool");
    String callId = Fields.id(part, "callID");
    return tool == null || callId == null || !part.path("state").isObject()
        ? null
        : new ToolPart(id, session, message, tool, callId, ToolState.of(part.path("state")));
  }
}
