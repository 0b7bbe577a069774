package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that happened upstream. */
public sealed interface WireEvent {
  /** Whose event it is; empty for the server's own. */
  default Optional<String> sessionId() {
    return Optional.empty();
  }

  /** An event that always belongs to a session. */
  sealed interface OfSession extends WireEvent {
    /** The session's id. */
    String session();

    @Override
    default Optional<String> sessionId() {
      return Optional.of(session());
    }
  }

  /** The stream's first event. */
  record ServerConnected() implements WireEvent {}

  /** Comes every 10 s. */
  record Heartbeat() implements WireEvent {}

  record SessionCreated(UpstreamSession info) implements OfSession {
    @Override
    public String session() {
      return info.id();
    }
  }

  record SessionUpdated(UpstreamSession info) implements OfSession {
    @Override
    public String session() {
      return info.id();
    }
  }

  record SessionDeleted(UpstreamSession info) implements OfSession {
    @Override
    public String session() {
      return info.id();
    }
  }

  record StatusChanged(String session, UpstreamStatus status) implements OfSession {}

  /** Follows a status of idle; twice after an abort or an error. */
  record SessionIdle(String session) implements OfSession {}

  /** Comes before the failed message says so itself; the session may be missing. */
  record SessionError(@Nullable String session, UpstreamError error) implements WireEvent {
    @Override
    public Optional<String> sessionId() {
      return Optional.ofNullable(session);
    }
  }

  /**
   * A message is there, or says something else about itself.
   *
   * @param raw the info as it came
   */
  record MessageUpdated(MessageInfo info, JsonNode raw) implements OfSession {
    public MessageUpdated(MessageInfo info) {
      this(info, MissingNode.getInstance());
    }

    @Override
    public String session() {
      return info.sessionId();
    }
  }

  record MessageRemoved(String session, String messageId) implements OfSession {}

  /**
   * A part is there, or has changed.
   *
   * @param raw the part as it came
   */
  record PartUpdated(Part part, JsonNode raw) implements OfSession {
    public PartUpdated(Part part) {
      this(part, MissingNode.getInstance());
    }

    @Override
    public String session() {
      return part.sessionId();
    }
  }

  /**
   * A piece of a part's text.
   *
   * @param field {@code text}, for reasoning too
   */
  record PartDelta(String session, String messageId, String partId, String field, String delta)
      implements OfSession {}

  record PartRemoved(String session, String messageId, String partId) implements OfSession {}

  /**
   * The agent wants to do something that its rules don't allow by themselves.
   *
   * @param metadata a JSON object of the tool's own shape
   * @param always the patterns that an answer of {@code always} would allow
   */
  record PermissionAsked(
      String session,
      String id,
      String permission,
      List<String> patterns,
      JsonNode metadata,
      List<String> always,
      @Nullable String messageId,
      @Nullable String callId)
      implements OfSession {}

  /**
   * A permission was decided.
   *
   * @param reply {@code once}, {@code always} or {@code reject}
   */
  record PermissionReplied(String session, String requestId, String reply) implements OfSession {}

  /**
   * The agent asks the user.
   *
   * @param questions the array as it came: what is asked, and the labels to choose from
   */
  record QuestionAsked(
      String session,
      String id,
      JsonNode questions,
      @Nullable String messageId,
      @Nullable String callId)
      implements OfSession {}

  /**
   * A question was answered.
   *
   * @param answers the array as it came: the chosen labels of each question
   */
  record QuestionReplied(String session, String requestId, JsonNode answers) implements OfSession {}

  record QuestionRejected(String session, String requestId) implements OfSession {}

  record TodoUpdated(String session, List<UpstreamTodo> todos) implements OfSession {}

  /** The history was summarised to make room. */
  record Compacted(String session) implements OfSession {}

  /**
   * Anything else, and known types of a shape that we can't read.
   *
   * @param raw {@code {id, type, properties}}, or a note where it was longer than 64 KiB
   */
  record Other(@Nullable String session, String type, JsonNode raw) implements WireEvent {
    @Override
    public Optional<String> sessionId() {
      return Optional.ofNullable(session);
    }
  }
}
