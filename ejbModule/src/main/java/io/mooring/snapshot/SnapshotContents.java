package io.mooring.snapshot;

import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditSteps;
import io.mooring.audit.Deed;
import io.mooring.config.Settings;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.SnapshotRefused;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.SnapshotStore;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows what is in snapshots. NOT_SUPPORTED, for the store is read, which may take long; what a
 * caller may see is decided before.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SnapshotContents {
  @Inject ReadSnapshots snapshots;
  @Inject DataKeys keys;
  @Inject SnapshotStore store;
  @Inject Settings settings;
  @Inject Incidents incidents;
  @Inject Unreadable unreadable;
  @Inject AuditSteps audit;

  /**
   * The names in a snapshot in their order, one more than {@code limit} at most.
   *
   * @param skip how many come before
   * @throws SnapshotFailure not found, not complete, unreadable, or the store does not answer
   */
  public List<SnapshotFile> files(Caller caller, String id, long skip, int limit) {
    SnapshotDocument found = snapshots.complete(caller, id);
    try (OpenedSnapshot opened = open(caller, found)) {
      List<SnapshotFile> page = new ArrayList<>();
      long at = 0;
      for (Entry entry = opened.next();
          entry != null && page.size() <= limit;
          entry = opened.next()) {
        if (at++ >= skip) {
          page.add(SnapshotFile.of(entry));
        }
      }
      return page;
    } catch (IOException e) {
      throw failure(caller, id, found.sessionId(), e);
    }
  }

  /**
   * The archive of a snapshot, to be {@linkplain #write written} or closed.
   *
   * @throws SnapshotFailure not found, not complete, unreadable, or the store does not answer
   */
  public SnapshotArchive archive(Caller caller, String id) {
    SnapshotDocument found = snapshots.complete(caller, id);
    try {
      SnapshotArchive archive = new SnapshotArchive(id, found.sessionId(), open(caller, found));
      try {
        Deed deed = Deed.by(caller, AuditAction.SNAPSHOT_DOWNLOADED, id).in(found.sessionId());
        Conflicts.run(() -> audit.add(deed));
        return archive;
      } catch (RuntimeException e) {
        archive.close();
        throw e;
      }
    } catch (IOException e) {
      throw failure(caller, id, found.sessionId(), e);
    }
  }

  /**
   * Writes the whole archive, and closes it.
   *
   * @throws SnapshotArchive.ReceiverGone nobody takes it any more
   * @throws SnapshotFailure what was stored turned out to be unreadable, or the store does not
   *     answer; the archive was left without its end, and operators are told
   */
  public void write(Caller caller, SnapshotArchive archive, OutputStream out)
      throws SnapshotArchive.ReceiverGone {
    try (archive) {
      archive.writeTo(out);
    } catch (SnapshotArchive.ReceiverGone e) {
      throw e;
    } catch (IOException e) {
      throw failure(caller, archive.id(), archive.sessionId(), e);
    }
  }

  private OpenedSnapshot open(Caller caller, SnapshotDocument found) throws IOException {
    SystemCaller system = new SystemCaller(caller.tenant());
    RestoreLimits limits = SnapshotSettings.reading(settings);
    return OpenedSnapshot.open(
        store, Conflicts.retry(() -> keys.snapshots(system)), found.id(), limits);
  }

  private SnapshotFailure failure(Caller caller, String id, String sessionId, IOException cause) {
    Optional<String> session = Optional.of(sessionId);
    String what = "reading snapshot " + id;
    if (cause instanceof SnapshotDamaged || cause instanceof SnapshotRefused) {
      unreadable.found(caller, what, id, session, cause);
      return SnapshotFailure.unreadable(cause);
    }
    incidents.unexpected(what, session, Optional.empty(), cause);
    return SnapshotFailure.storeDown(cause);
  }
}
