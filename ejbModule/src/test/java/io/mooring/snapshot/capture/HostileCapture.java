package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.Manifest.SkipReason;
import io.mooring.snapshot.format.Manifest.Skipped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A workdir, or an agent at work in it, that would like to have captured what isn't its own.
 *
 * @param name of the case
 * @param path a file at whose reading the agent acts; empty when it has acted before
 */
record HostileCapture(String name, String path, Deed deed, Treatment treatment) {
  /** What the agent does. */
  @FunctionalInterface
  interface Deed {
    void in(Place place) throws IOException;
  }

  /**
   * Where.
   *
   * @param outside a directory with a file named {@code secret}
   */
  record Place(Path workdir, Path outside) {
    Path victim() {
      return workdir.resolve("a/victim");
    }
  }

  /** What the capture makes of it. */
  sealed interface Treatment {}

  /** These names, escaped as in URIs, are in the snapshot as they are in the workdir. */
  record Kept(List<String> names) implements Treatment {}

  /** These are not, and the report says why. */
  record Left(List<Skipped> names) implements Treatment {}

  /** There is no snapshot. */
  record Failed(CaptureFailed.Reason reason) implements Treatment {}

  static HostileCapture kept(String name, Deed deed, String... names) {
    return new HostileCapture(name, "", deed, new Kept(List.of(names)));
  }

  static HostileCapture left(String name, Deed deed, String shown, SkipReason reason) {
    return new HostileCapture(name, "", deed, new Left(List.of(new Skipped(shown, reason))));
  }

  static HostileCapture failed(String name, Deed deed, CaptureFailed.Reason reason) {
    return new HostileCapture(name, "", deed, new Failed(reason));
  }

  /** The same, done right before a file is opened. */
  HostileCapture at(String file) {
    return new HostileCapture(name, file, deed, treatment);
  }

  @Override
  public String toString() {
    return name;
  }
}
