package io.mooring.snapshot.format;

import java.io.IOException;

/**
 * A manifest that is authentic and asks for what is never done: a name outside of the workdir, more
 * than the limits allow. Its message shows names escaped.
 */
public final class SnapshotRefused extends IOException {
  public SnapshotRefused(String message) {
    super(message);
  }
}
