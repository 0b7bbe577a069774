package io.mooring.turn.reply;

import io.mooring.opencode.wire.MessageInfo;
import io.mooring.opencode.wire.UpstreamError;
import io.mooring.tool.SafeText;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how a turn ended from its last assistant message. */
final class Outcomes {
  static final int MAX_MESSAGE_CHARS = 500;

  private static final Set<String> GOES_ON = Set.of("tool-calls", "unknown");
  private static final Set<Integer> NOT_ALLOWED = Set.of(401, 403);
  private static final Pattern TRACE = Pattern.compile("\\R\\s+at ");

  private Outcomes() {}

  /** Whether upstream takes another step after this message. */
  static boolean goesOn(MessageInfo last) {
    return last.error() == null && last.finish() != null && GOES_ON.contains(last.finish());
  }

  /**
   * The outcome once upstream is idle.
   *
   * @param sessionError what {@code session.error} said: it comes before the message says so
   * @param refused whether a permission or a question of the last message was rejected
   */
  static Outcome of(
      Optional<MessageInfo> last, @Nullable UpstreamError sessionError, boolean refused) {
    UpstreamError error = last.map(MessageInfo::error).orElse(null);
    if (error != null) {
      return of(error);
    }
    String finish = last.map(MessageInfo::finish).orElse(null);
    if (finish == null) {
      if (sessionError != null) {
        return of(sessionError);
      }
      // Stopped in the wait before a retry; a server that died completes nothing.
      boolean completed = last.map(MessageInfo::completed).isPresent();
      return completed ? new Outcome.Aborted() : new Outcome.Interrupted();
    }
    return switch (finish) {
      case "tool-calls" -> refused ? new Outcome.Rejected() : between(sessionError);
      case "content-filter" -> new Outcome.Failed("content-filter", "", false);
      case "error" -> new Outcome.Failed("model-error", "", true);
      default -> new Outcome.Completed();
    };
  }

  /** Idle between two steps. */
  private static Outcome between(@Nullable UpstreamError sessionError) {
    return sessionError == null ? new Outcome.Interrupted() : of(sessionError);
  }

  private static Outcome of(UpstreamError error) {
    if (error.aborted()) {
      return new Outcome.Aborted();
    }
    String message = SafeText.line(withoutTrace(error.message()), MAX_MESSAGE_CHARS);
    return new Outcome.Failed(code(error), message, error.retryable());
  }

  /** Some of upstream's messages go on with where it was in its own code. */
  private static String withoutTrace(String message) {
    return TRACE.split(message, 2)[0];
  }

  private static String code(UpstreamError error) {
    return switch (error.name()) {
      case "APIError" -> {
        Integer status = error.statusCode();
        yield status != null && NOT_ALLOWED.contains(status) ? "model-auth" : "model-error";
      }
      case "ProviderAuthError" -> "model-auth";
      case "MessageOutputLengthError" -> "output-length";
      case "ContextOverflowError" -> "context-overflow";
      case "ContentFilterError" -> "content-filter";
      case "StructuredOutputError" -> "structured-output";
      default -> "upstream-error";
    };
  }
}
