package io.mooring.bench.snapshot;

import io.mooring.snapshot.capture.Capture;
import io.mooring.snapshot.capture.CaptureOptions;
import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.restore.Staging;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Mooring's engine over a directory, in this JVM. */
final class MooringWay {
  private static final int WRITERS = 4;

  private final DirectoryStore store;
  private final TenantKeys keys;

  MooringWay(Path directory) {
    store = new DirectoryStore(directory);
    byte[] data = new byte[TenantKeys.KEY_BYTES];
    byte[] address = new byte[TenantKeys.KEY_BYTES];
    new Random(1).nextBytes(data);
    new Random(2).nextBytes(address);
    keys = new TenantKeys("bench", data, address);
  }

  private static Thread thread(Runnable run) {
    Thread thread = new Thread(run, "snapshots");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Captures the tree.
   *
   * @param base the name of the previous snapshot, whose manifest is read first
   */
  Captured capture(Path tree, String name, @Nullable String base) throws IOException {
    Manifest previous = base == null ? null : Manifests.open(store, keys, base);
    return new Capture(
            store,
            keys,
            CaptureOptions.DEFAULT,
            Clock.systemUTC(),
            Ticker.SYSTEM,
            MooringWay::thread)
        .run(tree, name, previous, List.of());
  }

  void restore(String name, Path target) throws IOException {
    new Staging(
            store, keys, RestoreLimits.DEFAULT, WRITERS, Duration.ofMinutes(2), MooringWay::thread)
        .stage(Manifests.open(store, keys, name), target);
  }
}
