package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import java.util.List;

/**
 * A snapshot that somebody has begun to take: all that is needed without its row.
 *
 * @param generation the fencing token: the capture completes only while the row still has it
 * @param workdir absolute, links resolved
 * @param bases complete snapshots of the same workdir or session, the best one first
 */
record SnapshotClaim(
    String tenant,
    String snapshotId,
    String sessionId,
    long generation,
    String workdir,
    List<String> bases) {
  SnapshotClaim {
    bases = List.copyOf(bases);
  }

  SystemCaller system() {
    return new SystemCaller(tenant);
  }
}
