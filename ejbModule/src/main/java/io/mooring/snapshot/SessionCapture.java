package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.schema.Conflicts;
import io.mooring.snapshot.capture.Capture;
import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Captures a session's workdir and conversation. Of an idle session the conversation is read before
 * the files and after them; when it is not the same, all is looked at again, three times at most. A
 * busy one goes on undisturbed, and is read once.
 */
@ApplicationScoped
class SessionCapture {
  private static final System.Logger LOG = System.getLogger(SessionCapture.class.getName());
  static final int TRIES = 3;

  @Inject SnapshotStore store;
  @Inject DataKeys dataKeys;
  @Inject SnapshotClaims claims;
  @Inject SnapshotQuota quota;
  @Inject SpokenConversations conversations;
  @Inject CaptureThreads threads;
  @Inject Settings settings;
  @Inject Clock clock;
  @Inject Ticker ticker;

  /** Stores the snapshot; on return it is in the store, and its row does not say so yet. */
  SnapshotContent capture(SnapshotClaim claim) throws IOException {
    SystemCaller system = claim.system();
    OptionalLong room = Conflicts.retry(() -> quota.room(system, claim));
    if (room.isPresent() && room.getAsLong() <= 0) {
      throw new QuotaExceeded();
    }
    TenantKeys keys = Conflicts.retry(() -> dataKeys.snapshots(system));
    Capture capture =
        new Capture(
            room.isPresent() ? new QuotaStore(store, room.getAsLong()) : store,
            keys,
            SnapshotSettings.capture(settings, claim.excludes()),
            clock,
            ticker,
            threads.factory());
    List<Manifest> bases = bases(keys, claim.bases());
    @Nullable Captured drafted = null;
    for (int attempt = 1; ; attempt++) {
      SessionMoment start = look(claim);
      Spoken before = spoken(claim, start);
      drafted =
          drafted == null
              ? draft(capture, claim, bases, before)
              : capture.again(Path.of(claim.workdir()), drafted, before::text);
      SessionMoment middle = look(claim);
      boolean busy = start.busy() || middle.busy();
      boolean same = !busy && before.saysTheSameAs(spoken(claim, middle));
      CaptureMoments moments = new CaptureMoments(start, look(claim), same);
      if (busy || moments.consistency() == Consistency.CONSISTENT || attempt == TRIES) {
        return SnapshotContent.of(capture.publish(drafted), moments, before.source());
      }
    }
  }

  private static Captured draft(
      Capture capture, SnapshotClaim claim, List<Manifest> bases, Spoken spoken)
      throws IOException {
    return capture.draft(
        Path.of(claim.workdir()),
        claim.snapshotId(),
        bases.isEmpty() ? null : bases.get(0),
        bases.isEmpty() ? List.of() : bases.subList(1, bases.size()),
        spoken::text);
  }

  private SessionMoment look(SnapshotClaim claim) {
    return Conflicts.retry(() -> claims.look(claim.system(), claim.sessionId()));
  }

  private Spoken spoken(SnapshotClaim claim, SessionMoment moment) {
    return conversations.read(claim.system(), claim.sessionId(), moment.upstreamSessionId());
  }

  /** What can't be read is no base; that it can't be is for verification to tell. */
  private List<Manifest> bases(TenantKeys keys, List<String> ids) throws IOException {
    List<Manifest> bases = new ArrayList<>();
    for (String id : ids) {
      try {
        bases.add(Manifests.open(store, keys, id));
      } catch (SnapshotDamaged e) {
        LOG.log(System.Logger.Level.WARNING, "Snapshot " + id + " can't be read.", e);
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.MISSING && e.kind() != StoreException.Kind.SHORT) {
          throw e;
        }
        LOG.log(System.Logger.Level.WARNING, "Snapshot " + id + " is not in the store.", e);
      }
    }
    return bases;
  }
}
