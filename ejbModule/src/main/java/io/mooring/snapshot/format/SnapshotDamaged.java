package io.mooring.snapshot.format;

import java.io.IOException;

/**
 * A pack, a chunk or a manifest that is not what was written: changed, cut, of another tenant or
 * sealed with another key. Nothing of it was used.
 */
public final class SnapshotDamaged extends IOException {
  public SnapshotDamaged(String message) {
    super(message);
  }

  public SnapshotDamaged(String message, Throwable cause) {
    super(message, cause);
  }
}
