package io.mooring.snapshot.restoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditLog;
import io.mooring.audit.Deed;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.idempotency.IdempotencyKeys;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.Json;
import io.mooring.node.ThisNode;
import io.mooring.session.CopySession;
import io.mooring.session.SessionFailure;
import io.mooring.session.Sessions;
import io.mooring.session.WorkdirLease;
import io.mooring.session.WorkdirLeases;
import io.mooring.snapshot.swap.SwapTrees;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The short transactions of a restore. REQUIRES_NEW, for between them files are written and
 * upstream is called. Each that goes on checks first that the restore is still the caller's.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RestoreSteps {
  @Inject Restores restores;
  @Inject WorkdirLeases leases;
  @Inject Sessions sessions;
  @Inject CopySession copies;
  @Inject IdempotencyKeys keys;
  @Inject Journal journal;
  @Inject AuditLog audit;
  @Inject ThisNode node;
  @Inject Clock clock;

  /** A restore that was written down, with all that is needed without its row. */
  public record Begun(Restore restore, boolean created) {}

  /**
   * Takes the lease on the workdir and writes the restore down, with the new session if there is to
   * be one.
   *
   * @param wanted makes the plan once the lease is held
   * @throws SessionFailure restoring, key taken, or this node may be taken for dead
   */
  public Begun begin(Caller caller, Wanted wanted, Optional<Repeatable> request) {
    var system = new SystemCaller(caller.tenant());
    Optional<String> before = request.flatMap(r -> keys.resource(caller, r));
    if (before.isPresent()) {
      return new Begun(restores.get(caller, before.get()), false);
    }
    if (!node.leasesHold()) {
      throw SessionFailure.nodeCutOff();
    }
    WorkdirLease.Token token = leases.take(system, wanted.path(), wanted.id(), node.bootId());
    wanted
        .newKey()
        .ifPresent(
            key ->
                copies.copy(
                    caller, wanted.sourceSessionId(), key, wanted.sessionId(), wanted.path()));
    Restore restore =
        new Restore(wanted.plan(caller, token), node.bootId(), node.nodeId(), clock.instant());
    restores.add(restore);
    audit.add(
        Deed.by(caller, AuditAction.SNAPSHOT_RESTORED, wanted.snapshotId())
            .in(wanted.sessionId())
            .with("restore", restore.id()));
    request.ifPresent(r -> keys.remember(caller, r, restore.id()));
    return new Begun(restore, true);
  }

  /** What a caller asks for, found to be possible. */
  record Wanted(
      String id,
      String snapshotId,
      Instant takenAt,
      String sourceSessionId,
      String sessionId,
      String owner,
      String path,
      String mark,
      Optional<String> newKey) {
    Restore.Plan plan(Caller caller, WorkdirLease.Token token) {
      return new Restore.Plan(
          caller.tenant(),
          id,
          snapshotId,
          takenAt,
          sessionId,
          newKey.isPresent() ? RestoreTarget.NEW : RestoreTarget.SAME,
          owner,
          path,
          mark,
          token);
    }
  }

  /**
   * Looks, now that the lease can be seen, whether a turn had begun before.
   *
   * @throws SessionFailure workdir busy
   */
  public void requireRest(SystemCaller system, String path) {
    leases.requireRest(system, path);
  }

  /** The restore as it is. */
  public Restore read(SystemCaller system, String id) {
    return restores.find(system, id).orElseThrow(RestoreFailure::notFound);
  }

  /** The restore as the caller may see it. */
  public RestoreDocument show(Caller caller, String id) {
    return RestoreDocument.of(restores.get(caller, id));
  }

  public Restore saved(SystemCaller system, Restore held, String beforeSnapshotId) {
    return change(system, held, restore -> restore.saved(beforeSnapshotId));
  }

  /** From now on the session keeps its upstream session until this restore replaces it. */
  public Restore swap(SystemCaller system, Restore held, SwapTrees trees) {
    requireHeld(system, held);
    Optional<String> upstream =
        sessions.lockTombstoneToo(system, held.sessionId()).upstreamSessionId();
    Restore restore = locked(system, held);
    restore.swap(trees, upstream);
    return restore;
  }

  public Restore swapped(SystemCaller system, Restore held) {
    return change(system, held, Restore::swapped);
  }

  public Restore undo(SystemCaller system, Restore held, String failure) {
    return change(system, held, restore -> restore.undo(failure));
  }

  /** It has come to its end: says so in the feed, and lets the workdir go. */
  public Restore done(SystemCaller system, Restore held) {
    WorkdirLease.Token token = requireHeld(system, held);
    sessions.lockTombstoneToo(system, held.sessionId());
    Restore restore = locked(system, held);
    restore.done(clock.instant());
    leases.release(system, restore.path(), token);
    ObjectNode body =
        Json.object(new Told(restore.id(), restore.snapshotId(), restore.snapshotTakenAt()));
    journal.append(
        system, restore.sessionId(), List.of(NewEvent.of(FeedEventType.SNAPSHOT_RESTORED, body)));
    return restore;
  }

  /** What the feed says. */
  record Told(String restoreId, String snapshotId, Instant takenAt) {}

  /** Nothing has changed: lets the workdir go, and takes back the session that was made for it. */
  public Restore fail(SystemCaller system, Restore held, String failure) {
    WorkdirLease.Token token = requireHeld(system, held);
    if (held.target() == RestoreTarget.NEW) {
      copies.takeBack(system, held.sessionId());
    }
    Restore restore = locked(system, held);
    restore.fail(failure, clock.instant());
    leases.release(system, restore.path(), token);
    return restore;
  }

  /** Nothing of it is left beside the workdir. */
  public void cleaned(SystemCaller system, String id) {
    restores.lock(system, id).ifPresent(restore -> restore.cleaned(clock.instant()));
  }

  /** Those that need a hand. */
  public List<Restore> unfinished(SystemCaller system, int limit) {
    return restores.unfinished(system, limit).stream()
        .flatMap(id -> restores.find(system, id).stream())
        .toList();
  }

  /** Where sessions work: in this directory, or below it. */
  public List<String> directoriesFrom(SystemCaller system, String path) {
    return leases.directoriesFrom(system, path);
  }

  /** The boots that hold workdirs. */
  public List<String> holders(SystemCaller system) {
    return leases.holders(system);
  }

  /** Goes on in a dead boot's place; empty when somebody else was faster. */
  public Optional<Restore> takeOver(SystemCaller system, Restore seen) {
    Optional<WorkdirLease.Token> token =
        seen.leaseBoot()
            .flatMap(dead -> leases.takeOver(system, seen.path(), seen.id(), dead, node.bootId()));
    return token.flatMap(
        held ->
            restores
                .lock(system, seen.id())
                .filter(restore -> !restore.state().hasEnded())
                .map(
                    restore -> {
                      restore.takeOver(node.bootId(), held.generation());
                      return restore;
                    }));
  }

  private Restore change(SystemCaller system, Restore held, Consumer<Restore> change) {
    requireHeld(system, held);
    Restore restore = locked(system, held);
    change.accept(restore);
    return restore;
  }

  private WorkdirLease.Token requireHeld(SystemCaller system, Restore held) {
    if (!leases.holds(system, held.path(), held.token())) {
      throw RestoreFailure.lost();
    }
    return held.token();
  }

  private Restore locked(SystemCaller system, Restore held) {
    return restores
        .lock(system, held.id())
        .filter(restore -> restore.isRunBy(held.token().generation()))
        .orElseThrow(RestoreFailure::lost);
  }
}
