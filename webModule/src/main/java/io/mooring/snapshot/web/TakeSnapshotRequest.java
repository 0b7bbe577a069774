package io.mooring.snapshot.web;

import io.mooring.session.NewSession;
import io.mooring.snapshot.Snapshot;
import io.mooring.snapshot.SnapshotChange;
import io.mooring.snapshot.SnapshotReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /sessions/{id}/snapshots}. */
public record TakeSnapshotRequest(@Nullable String label, @Nullable Boolean hold) {
  Snapshot.Wanted checked() {
    if (label != null) {
      NewSession.requireLine("label", label, SnapshotChange.MOST_LABEL_CHARS);
    }
    return new Snapshot.Wanted(
        SnapshotReason.MANUAL, Optional.ofNullable(label), Boolean.TRUE.equals(hold));
  }
}
