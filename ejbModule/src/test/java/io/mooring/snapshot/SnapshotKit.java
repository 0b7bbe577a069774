package io.mooring.snapshot;

import io.mooring.snapshot.capture.Capture;
import io.mooring.snapshot.capture.CaptureOptions;
import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.restore.Staged;
import io.mooring.snapshot.restore.Staging;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoredObject;
import io.mooring.snapshot.upkeep.Verification;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Captures and restores in tests, with fixed keys. */
public final class SnapshotKit {
  public static final String TENANT = "default";
  public static final TenantKeys KEYS = keys(TENANT, 1);
  public static final ThreadFactory THREADS =
      run -> {
        Thread thread = new Thread(run, "snapshot-test");
        thread.setDaemon(true);
        return thread;
      };

  private final SnapshotStore store;
  private CaptureOptions options = CaptureOptions.DEFAULT;
  private RestoreLimits limits = RestoreLimits.DEFAULT;

  public SnapshotKit(SnapshotStore store) {
    this.store = store;
  }

  /** Keys that differ with the seed. */
  public static TenantKeys keys(String tenant, int seed) {
    byte[] data = new byte[TenantKeys.KEY_BYTES];
    byte[] address = new byte[TenantKeys.KEY_BYTES];
    data[0] = (byte) seed;
    address[1] = (byte) seed;
    return new TenantKeys(tenant, data, address);
  }

  public SnapshotKit with(CaptureOptions options) {
    this.options = options;
    return this;
  }

  public SnapshotKit with(RestoreLimits limits) {
    this.limits = limits;
    return this;
  }

  public Capture capture() {
    return new Capture(store, KEYS, options, Clock.systemUTC(), Ticker.SYSTEM, THREADS);
  }

  public Captured capture(Path workdir, String snapshot) throws IOException {
    return capture().run(workdir, snapshot);
  }

  public Captured capture(Path workdir, String snapshot, @Nullable Manifest base)
      throws IOException {
    return capture().run(workdir, snapshot, base, List.of());
  }

  public Staged restore(Manifest manifest, Path target) throws IOException {
    return restore(KEYS, manifest, target);
  }

  public Staged restore(TenantKeys keys, Manifest manifest, Path target) throws IOException {
    return new Staging(store, keys, limits, 2, Duration.ofSeconds(30), THREADS)
        .stage(manifest, target);
  }

  public Manifest verify(String snapshot) throws IOException {
    return new Verification(store, KEYS, limits).verify(snapshot);
  }

  public List<StoredObject> stored(ObjectName.Kind kind) throws IOException {
    return store.list(TENANT, kind, "", 1_000);
  }
}
