package io.mooring.turn.reply;

import io.mooring.file.FileChange;
import io.mooring.opencode.wire.UpstreamTodo;
import io.mooring.tool.ToolDisplay;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a viewer of the feed is told about a reply. */
public sealed interface ReplyEvent {
  /** Whether it goes into the journal. */
  boolean durable();

  /** Events that are kept. */
  sealed interface Durable extends ReplyEvent {
    @Override
    default boolean durable() {
      return true;
    }
  }

  /**
   * Events that may be lost. Offsets are UTF-16 units of the shown text; what a viewer holds past
   * the offset is replaced.
   */
  sealed interface Ephemeral extends ReplyEvent {
    @Override
    default boolean durable() {
      return false;
    }
  }

  /** A part's whole text; may come again, the last one counts. */
  record TextCompleted(String partId, String text) implements Durable {}

  /** Like {@link TextCompleted}, of what the model thought. */
  record ReasoningCompleted(String partId, String text) implements Durable {}

  /** The part doesn't count any more; a completion that comes later brings it back. */
  record PartDiscarded(String partId) implements Durable {}

  /** A call's status or title changed, or its final state was corrected. */
  record ToolUpdated(ToolDisplay tool) implements Durable {}

  /** A call that has to do with files completed; told once of each call, after its update. */
  record FileTouched(FileChange change) implements Durable {}

  record TodoUpdated(List<UpstreamTodo> todos) implements Durable {}

  /** The model's server failed and is asked again. */
  record Retry(int attempt, @Nullable Instant nextAt, String message) implements Durable {}

  record TextDelta(String partId, int offset, String text) implements Ephemeral {}

  record ReasoningDelta(String partId, int offset, String text) implements Ephemeral {}

  /** A running call's output changed from the offset on. */
  record ToolOutput(String callId, int offset, String text) implements Ephemeral {}
}
