package io.mooring.snapshot;

import io.mooring.problem.InvalidValue;
import io.mooring.session.NewSession;
import io.mooring.session.Patched;

/** What a merge patch changes of a snapshot. */
public record SnapshotChange(Patched<Boolean> hold, Patched<String> label) {
  public static final int MOST_LABEL_CHARS = 256;

  public SnapshotChange {
    label.value().ifPresent(text -> NewSession.requireLine("label", text, MOST_LABEL_CHARS));
    if (hold.given() && hold.value().isEmpty()) {
      throw new InvalidValue("hold", "The field hold is true or false.");
    }
  }
}
