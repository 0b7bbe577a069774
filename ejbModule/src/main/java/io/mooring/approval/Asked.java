package io.mooring.approval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.tool.SafeText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that an agent asks, as upstream says it, cleaned.
 *
 * @param upstreamSessionId the session's own or a subagent's
 * @param directory in which upstream takes the reply
 * @param subject {patterns, always, metadata, unlike?} of a permission, {questions} of a question;
 *     {@code unlike} says that what is kept is not to the letter what is asked, so that only a
 *     person may decide
 */
public record Asked(
    AskKind kind,
    String requestId,
    String upstreamSessionId,
    String directory,
    @Nullable String callId,
    @Nullable String permission,
    ObjectNode subject) {
  private static final int MOST_NAME_CHARS = 256;
  private static final int MOST_PATTERNS = 200;
  private static final int MOST_PATTERN_BYTES = 16 * 1024;

  /** A permission. */
  public static Asked of(WireEvent.PermissionAsked event, String directory) {
    ObjectNode subject = Json.object();
    boolean like = put(subject.putArray("patterns"), event.patterns());
    like &= put(subject.putArray("always"), event.always());
    String permission = SafeText.line(event.permission(), MOST_NAME_CHARS);
    if (!like || !permission.equals(event.permission())) {
      subject.put("unlike", true);
    }
    subject.set("metadata", AskText.tree(event.metadata()));
    return new Asked(
        AskKind.APPROVAL,
        event.id(),
        event.session(),
        directory,
        call(event.callId()),
        permission,
        subject);
  }

  /** A question. */
  public static Asked of(WireEvent.QuestionAsked event, String directory) {
    ObjectNode subject = Json.object();
    subject.set("questions", AskText.tree(event.questions()));
    return new Asked(
        AskKind.QUESTION,
        event.id(),
        event.session(),
        directory,
        call(event.callId()),
        null,
        subject);
  }

  private static @Nullable String call(@Nullable String id) {
    return id == null ? null : SafeText.line(id, MOST_NAME_CHARS);
  }

  /** Whether all are kept as they are. */
  private static boolean put(ArrayNode into, List<String> texts) {
    boolean like = texts.size() <= MOST_PATTERNS;
    for (String text : texts.subList(0, Math.min(texts.size(), MOST_PATTERNS))) {
      String clean = AskText.block(text, MOST_PATTERN_BYTES);
      into.add(clean);
      like &= clean.equals(text);
    }
    return like;
  }
}
