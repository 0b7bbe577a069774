package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.opencode.wire.WireEvent.Compacted;
import io.mooring.opencode.wire.WireEvent.Heartbeat;
import io.mooring.opencode.wire.WireEvent.MessageRemoved;
import io.mooring.opencode.wire.WireEvent.MessageUpdated;
import io.mooring.opencode.wire.WireEvent.Other;
import io.mooring.opencode.wire.WireEvent.PartDelta;
import io.mooring.opencode.wire.WireEvent.PartRemoved;
import io.mooring.opencode.wire.WireEvent.PartUpdated;
import io.mooring.opencode.wire.WireEvent.PermissionAsked;
import io.mooring.opencode.wire.WireEvent.PermissionReplied;
import io.mooring.opencode.wire.WireEvent.QuestionAsked;
import io.mooring.opencode.wire.WireEvent.QuestionRejected;
import io.mooring.opencode.wire.WireEvent.QuestionReplied;
import io.mooring.opencode.wire.WireEvent.ServerConnected;
import io.mooring.opencode.wire.WireEvent.SessionCreated;
import io.mooring.opencode.wire.WireEvent.SessionDeleted;
import io.mooring.opencode.wire.WireEvent.SessionError;
import io.mooring.opencode.wire.WireEvent.SessionIdle;
import io.mooring.opencode.wire.WireEvent.SessionUpdated;
import io.mooring.opencode.wire.WireEvent.StatusChanged;
import io.mooring.opencode.wire.WireEvent.TodoUpdated;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the frames of upstream's event streams; whatever they hold, nothing is thrown. */
public final class WireEvents {
  private WireEvents() {}

  /**
   * Reads a frame of {@code /global/event} or {@code /event}.
   *
   * @return empty for a {@code sync} copy, which repeats an event that came before, and for a frame
   *     without a type
   */
  public static Optional<WireFrame> parse(JsonNode frame) {
    JsonNode payload = frame.path("payload").isObject() ? frame.path("payload") : frame;
    String type = Fields.text(payload, "type", "");
    if (type.isEmpty() || type.equals("sync")) {
      return Optional.empty();
    }
    WireEvent known = known(type, payload.path("properties"));
    WireEvent event = known == null ? other(type, payload) : known;
    return Optional.of(new WireFrame(Optional.ofNullable(Fields.id(frame, "directory")), event));
  }

  private static Other other(String type, JsonNode payload) {
    JsonNode properties = payload.path("properties");
    String session = Fields.id(properties, "sessionID");
    return new Other(session, type, Fields.capped(payload));
  }

  private static @Nullable WireEvent known(String type, JsonNode properties) {
    return switch (type) {
      case "server.connected" -> new ServerConnected();
      case "server.heartbeat" -> new Heartbeat();
      case "session.created" -> session(properties).map(SessionCreated::new).orElse(null);
      case "session.updated" -> session(properties).map(SessionUpdated::new).orElse(null);
      case "session.deleted" -> session(properties).map(SessionDeleted::new).orElse(null);
      case "session.error" ->
          new SessionError(
              Fields.id(properties, "sessionID"), UpstreamError.of(properties.path("error")));
      case "message.updated" ->
          MessageInfo.of(properties.path("info"))
              .map(info -> new MessageUpdated(info, properties.path("info")))
              .orElse(null);
      case "message.part.updated" ->
          Part.of(properties.path("part"))
              .map(part -> new PartUpdated(part, properties.path("part")))
              .orElse(null);
      default -> {
        String session = Fields.id(properties, "sessionID");
        yield session == null ? null : ofSession(type, session, properties);
      }
    };
  }

  private static Optional<UpstreamSession> session(JsonNode properties) {
    return UpstreamSession.of(properties.path("info"));
  }

  private static @Nullable WireEvent ofSession(String type, String session, JsonNode properties) {
    return switch (type) {
      case "session.status" ->
          UpstreamStatus.of(properties.path("status"))
              .map(status -> new StatusChanged(session, status))
              .orElse(null);
      case "session.idle" -> new SessionIdle(session);
      case "session.compacted" -> new Compacted(session);
      case "todo.updated" ->
          properties.path("todos").isArray()
              ? new TodoUpdated(session, UpstreamTodo.listOf(properties.path("todos")))
              : null;
      case "message.removed", "message.part.removed", "message.part.delta" ->
          ofMessage(type, session, properties);
      case "permission.asked", "permission.replied" -> permission(type, session, properties);
      case "question.asked", "question.replied", "question.rejected" ->
          question(type, session, properties);
      default -> null;
    };
  }

  private static @Nullable WireEvent ofMessage(String type, String session, JsonNode properties) {
    String message = Fields.id(properties, "messageID");
    String part = Fields.id(properties, "partID");
    if (message == null) {
      return null;
    }
    if (type.equals("message.removed")) {
      return new MessageRemoved(session, message);
    }
    if (part == null) {
      return null;
    }
    if (type.equals("message.part.removed")) {
      return new PartRemoved(session, message, part);
    }
    String delta = Fields.text(properties, "delta");
    String field = Fields.text(properties, "field", "text");
    return delta == null ? null : new PartDelta(session, message, part, field, delta);
  }

  private static @Nullable WireEvent permission(String type, String session, JsonNode properties) {
    if (type.equals("permission.asked")) {
      String id = Fields.id(properties, "id");
      return id == null
          ? null
          : new PermissionAsked(
              session,
              id,
              Fields.text(properties, "permission", ""),
              Fields.texts(properties, "patterns"),
              Fields.object(properties, "metadata"),
              Fields.texts(properties, "always"),
              Fields.id(properties.path("tool"), "messageID"),
              Fields.id(properties.path("tool"), "callID"));
    }
    String request = Fields.id(properties, "requestID");
    return request == null
        ? null
        : new PermissionReplied(session, request, Fields.text(properties, "reply", ""));
  }

  private static @Nullable WireEvent question(String type, String session, JsonNode properties) {
    if (type.equals("question.asked")) {
      String id = Fields.id(properties, "id");
      return id == null || !properties.path("questions").isArray()
          ? null
          : new QuestionAsked(
              session,
              id,
              properties.path("questions"),
              Fields.id(properties.path("tool"), "messageID"),
              Fields.id(properties.path("tool"), "callID"));
    }
    String request = Fields.id(properties, "requestID");
    if (request == null) {
      return null;
    }
    return type.equals("question.rejected")
        ? new QuestionRejected(session, request)
        : new QuestionReplied(session, request, properties.path("answers"));
  }
}
