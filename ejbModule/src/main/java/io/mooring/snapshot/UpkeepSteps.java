package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.session.Sessions;
import io.mooring.snapshot.retention.Candidate;
import io.mooring.snapshot.retention.Reason;
import io.mooring.snapshot.retention.Retention;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.upkeep.Mark;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The short transactions of pruning and checking. REQUIRES_NEW: between them the store is read and
 * deleted from, which takes long.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class UpkeepSteps {
  @Inject Snapshots snapshots;
  @Inject KeptSnapshots kept;
  @Inject SnapshotMarks marks;
  @Inject Sessions sessions;
  @Inject Settings settings;
  @Inject Clock clock;

  public Set<String> kept(SystemCaller system) {
    return kept.kept(system);
  }

  public Set<String> running(SystemCaller system) {
    return kept.running(system);
  }

  public List<String> sessions(SystemCaller system, String after, int limit) {
    return kept.sessions(system, after, limit);
  }

  /** What retention does not keep of a session; unless it is asked only, it is given up. */
  public List<String> retire(SystemCaller system, String sessionId, boolean dryRun) {
    Optional<Instant> deletedAt = sessions.findAny(system, sessionId).flatMap(s -> s.deletedAt());
    List<Candidate> candidates = kept.candidates(system, sessionId);
    Map<String, Reason> keep =
        new Retention(UpkeepSettings.policy(settings)).kept(candidates, deletedAt, clock.instant());
    List<String> retired = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (!keep.containsKey(candidate.id())) {
        retired.add(candidate.id());
      }
    }
    return dryRun ? retired : retired.stream().sorted().filter(id -> giveUp(system, id)).toList();
  }

  /** Whether it could be: somebody may have taken hold of it meanwhile. */
  private boolean giveUp(SystemCaller system, String id) {
    Optional<Snapshot> found = snapshots.lockAny(system, id);
    if (found.isEmpty() || !found.get().mayGo()) {
      return false;
    }
    found.get().markDeleting();
    return true;
  }

  public List<Mark> marks(SystemCaller system) {
    return marks.all(system);
  }

  public void mark(SystemCaller system, Collection<Mark> fresh) {
    marks.add(system, fresh);
  }

  public void unmark(SystemCaller system, Collection<Mark> stale) {
    stale.forEach(mark -> marks.remove(system, mark.name()));
  }

  /** The store has it no more. */
  public void deleted(SystemCaller system, ObjectName name) {
    marks.remove(system, name);
    if (name.kind() == ObjectName.Kind.MANIFEST) {
      kept.forget(system, List.of(name.id()));
    }
  }

  public List<String> deleting(SystemCaller system, String after, int limit) {
    return kept.deleting(system, after, limit);
  }

  public int forget(SystemCaller system, Collection<String> ids) {
    return kept.forget(system, ids);
  }

  public long complete(SystemCaller system) {
    return kept.complete(system);
  }

  public List<String> unchecked(SystemCaller system, Instant before, int limit) {
    return kept.unchecked(system, before, limit);
  }

  /** What a check goes by: the fingerprint of a snapshot that is complete. */
  public Optional<String> fingerprint(SystemCaller system, String id) {
    return snapshots
        .find(system, id)
        .filter(snapshot -> snapshot.state() == SnapshotState.COMPLETE)
        .flatMap(Snapshot::sha256);
  }

  /** Every byte was read; whether it is still there. */
  public boolean verified(SystemCaller system, String id) {
    Optional<Snapshot> found = complete(system, id);
    found.ifPresent(snapshot -> snapshot.verify(clock.instant()));
    return found.isPresent();
  }

  /** It can't be read; whether it is still there. The session's others are checked next. */
  public boolean damaged(SystemCaller system, String id) {
    Optional<Snapshot> found = complete(system, id);
    found.ifPresent(
        snapshot -> {
          boolean known = snapshot.isDamaged();
          snapshot.damage(clock.instant());
          snapshots.flush();
          if (!known) {
            kept.suspect(system, snapshot.sessionId(), id);
          }
        });
    return found.isPresent();
  }

  private Optional<Snapshot> complete(SystemCaller system, String id) {
    return snapshots
        .lockAny(system, id)
        .filter(snapshot -> snapshot.state() == SnapshotState.COMPLETE);
  }
}
