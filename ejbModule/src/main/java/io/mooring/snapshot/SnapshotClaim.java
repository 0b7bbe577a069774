package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import java.util.List;

/**
 * A snapshot that somebody has begun to take: all that is needed without its row.
 *
 * @param generation the fencing token: the capture completes only while the row still has it
 * @param workdir absolute, links resolved
 * @param excludes what is left out beside what the configuration says
 * @param bases complete snapshots of the same workdir or session, the best one first
 */
record SnapshotClaim(
    String tenant,
    String snapshotId,
    String sessionId,
    long generation,
    String workdir,
    SnapshotReason reason,
    List<String> excludes,
    List<String> bases) {
  SnapshotClaim {
    excludes = List.copyOf(excludes);
    bases = List.copyOf(bases);
  }

  SystemCaller system() {
    return new SystemCaller(tenant);
  }
}
