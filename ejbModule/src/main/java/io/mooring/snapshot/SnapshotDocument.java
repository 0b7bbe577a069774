package io.mooring.snapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as the API and the feed show it.
 *
 * @param endState how the session's last turn had ended; null when there was none, or one ran
 * @param consistent whether nothing was said while the files were read; absent until it is complete
 * @param conversation where the conversation is from
 * @param seqStart the last one of the feed when the capture began
 * @param seqEnd the same when it ended
 * @param bytes of all files
 * @param storedBytes what of the store it needs, shared with others or not
 * @param newBytes what the store has grown by
 * @param sha256 of its manifest
 * @param failure why there is none, when it failed
 */
public record SnapshotDocument(
    String id,
    String sessionId,
    SnapshotState state,
    SnapshotReason reason,
    Instant takenAt,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable EndState endState,
    Optional<Boolean> consistent,
    Optional<ConversationSource> conversation,
    Optional<Long> seqStart,
    Optional<Long> seqEnd,
    long files,
    long bytes,
    long storedBytes,
    long newBytes,
    Optional<String> sha256,
    Optional<Instant> verifiedAt,
    Optional<String> label,
    boolean hold,
    Optional<String> failure,
    long version) {
  static SnapshotDocument of(Snapshot snapshot) {
    ContentColumns content = snapshot.content();
    boolean complete = snapshot.state() == SnapshotState.COMPLETE;
    return new SnapshotDocument(
        snapshot.id(),
        snapshot.sessionId(),
        snapshot.state(),
        snapshot.reason(),
        snapshot.takenAt(),
        content.endState().orElse(null),
        content.consistent(),
        content.conversation(),
        Optional.of(content.feedStart()).filter(seq -> complete),
        Optional.of(content.feedEnd()).filter(seq -> complete),
        content.files(),
        content.bytes(),
        content.storedBytes(),
        content.newBytes(),
        content.sha256(),
        snapshot.verifiedAt(),
        snapshot.label(),
        snapshot.isHeld(),
        snapshot.failureCode(),
        snapshot.version());
  }
}
