package io.mooring.snapshot;

import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.Manifest;
import java.time.Instant;
import java.util.Optional;

/**
 * What a capture has brought in.
 *
 * @param endState how the session's last turn had ended when it began
 * @param feedStart the last seq of the feed when it began
 * @param feedEnd the same when it ended
 * @param bytes of all files
 * @param storedBytes what of the store it needs, shared with others or not
 * @param newBytes what the store has grown by
 * @param sha256 of its manifest, in hexadecimal
 */
record SnapshotContent(
    Instant takenAt,
    Optional<EndState> endState,
    Consistency consistency,
    ConversationSource conversation,
    long feedStart,
    long feedEnd,
    long files,
    long bytes,
    long storedBytes,
    long newBytes,
    String sha256) {
  static SnapshotContent of(Captured captured, CaptureMoments moments, ConversationSource source) {
    Manifest.Totals totals = captured.manifest().totals();
    return new SnapshotContent(
        Instant.ofEpochMilli(captured.manifest().takenAtMillis()),
        moments.start().endState(),
        moments.consistency(),
        source,
        moments.start().seq(),
        moments.end().seq(),
        totals.files(),
        totals.bytes(),
        captured.neededBytes(),
        captured.storedBytes(),
        captured.fingerprint());
  }
}
