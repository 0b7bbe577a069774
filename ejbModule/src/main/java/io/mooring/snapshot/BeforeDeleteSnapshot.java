package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.node.CrashPoints;
import io.mooring.schema.Conflicts;
import io.mooring.session.WorkdirFarewell;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.upkeep.Verification;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Takes a snapshot of a workdir that is about to be removed, and reads all of it back. */
@ApplicationScoped
class BeforeDeleteSnapshot implements WorkdirFarewell {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MS = 250;

  @Inject TakeSnapshot takeSnapshot;
  @Inject SnapshotClaims claims;
  @Inject DataKeys keys;
  @Inject SnapshotStore store;
  @Inject Settings settings;
  @Inject Ticker ticker;
  @Inject CrashPoints points;

  @Override
  public void save(SystemCaller system, String sessionId) {
    SnapshotDocument taken = taken(system, sessionId);
    RestoreLimits limits = SnapshotSettings.reading(settings);
    try {
      new Verification(store, Conflicts.retry(() -> keys.snapshots(system)), limits)
          .verify(taken.id(), taken.sha256().orElse(""));
    } catch (IOException e) {
      throw SnapshotFailure.failed("not-verified", e);
    }
    points.reached("farewell.proved", sessionId);
    Conflicts.run(() -> claims.verified(system, taken.id()));
    points.reached("farewell.verified", sessionId);
  }

  /** One that is being taken is older than what is to be saved: it is waited for. */
  private SnapshotDocument taken(SystemCaller system, String sessionId) {
    long begun = ticker.nanos();
    while (true) {
      try {
        return takeSnapshot.now(
            system, sessionId, Snapshot.Wanted.because(SnapshotReason.BEFORE_DELETE));
      } catch (SnapshotFailure e) {
        if (!e.isRunning() || ticker.since(begun).compareTo(LONGEST_WAIT) > 0) {
          throw e;
        }
        pause(e);
      }
    }
  }

  private static void pause(SnapshotFailure running) {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw running;
    }
  }
}
