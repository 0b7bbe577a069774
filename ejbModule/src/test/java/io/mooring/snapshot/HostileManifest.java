package io.mooring.snapshot;

import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.SnapshotRefused;
import io.mooring.snapshot.restore.RestoreLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A manifest with the right seal and the wrong intent, and what becomes of it.
 *
 * @param name of the case
 */
record HostileManifest(String name, Forging forging, RestoreLimits limits, Treatment treatment) {
  static final RestoreLimits STRICT =
      RestoreLimits.DEFAULT
          .with(RestoreLimits.Clashes.REFUSE, RestoreLimits.OutsideLinks.REFUSE)
          .withMost(1_000, 1_000_000, 16);

  /** Makes it. */
  @FunctionalInterface
  interface Forging {
    /** Makes it; {@code outside} is a directory that it would like to change. */
    Manifest with(Forge forge, Path outside) throws IOException;
  }

  /** What becomes of it. */
  sealed interface Treatment {}

  /** Nothing, and why is said. */
  record Refused(Class<? extends IOException> kind, String why) implements Treatment {}

  /** It is harmless: these names, escaped as in URIs, are in the new directory. */
  record Restored(Set<String> names) implements Treatment {}

  static HostileManifest refused(String name, String why, Entry... entries) {
    return refused(name, why, (forge, outside) -> forge.entries(List.of(entries)).manifest());
  }

  static HostileManifest refused(String name, String why, Forging forging) {
    return new HostileManifest(name, forging, STRICT, new Refused(SnapshotRefused.class, why));
  }

  static HostileManifest damaged(String name, String why, Forging forging) {
    return new HostileManifest(name, forging, STRICT, new Refused(SnapshotDamaged.class, why));
  }

  /** A line that no writer writes. */
  static HostileManifest line(String name, String why, String json) {
    return damaged(name, why, (forge, outside) -> forge.segment(json).manifest());
  }

  static HostileManifest restored(String name, Set<String> names, Entry... entries) {
    return new HostileManifest(
        name,
        (forge, outside) -> forge.entries(List.of(entries)).manifest(),
        RestoreLimits.DEFAULT,
        new Restored(names));
  }

  HostileManifest within(RestoreLimits other) {
    return new HostileManifest(name, forging, other, treatment);
  }

  @Override
  public String toString() {
    return name;
  }
}
