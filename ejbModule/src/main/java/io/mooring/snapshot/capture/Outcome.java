package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Manifest.SkipReason;

/** What became of a name. */
sealed interface Outcome {
  String path();

  /** It is in the snapshot. */
  record Kept(Entry entry) implements Outcome {
    @Override
    public String path() {
      return entry.path();
    }
  }

  /** It is not, or not with what is below it. */
  record Skipped(String path, SkipReason reason) implements Outcome {}
}
