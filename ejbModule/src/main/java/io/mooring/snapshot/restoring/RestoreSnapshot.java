package io.mooring.snapshot.restoring;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.SystemCaller;
import io.mooring.idempotency.Repeatable;
import io.mooring.node.CrashPoints;
import io.mooring.schema.Conflicts;
import io.mooring.session.NewSession;
import io.mooring.session.OwnWorkdirs;
import io.mooring.snapshot.swap.Workplace;
import io.mooring.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * Brings a snapshot back into its session, or into a new one. NOT_SUPPORTED, for directories are
 * looked at; the changes are transactions of {@link RestoreSteps}.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RestoreSnapshot {
  @Inject RestoreLook look;
  @Inject RestoreSteps steps;
  @Inject RunRestore runs;
  @Inject RestoreThreads threads;
  @Inject OwnWorkdirs ownWorkdirs;
  @Inject CrashPoints points;
  @Inject Ids ids;

  /**
   * Begins; the rest happens on a thread of its own.
   *
   * @param into the key of a new session; absent, the session of the snapshot
   * @throws io.mooring.snapshot.SnapshotFailure not found, or not complete
   * @throws io.mooring.session.SessionFailure not found, closed, key taken, workdir busy, restoring
   * @throws RestoreFailure the session is deleted, the workdir can't be replaced, too many wait
   */
  public RestoreDocument begin(
      Caller caller, String snapshotId, Optional<String> into, Optional<Repeatable> request) {
    into.ifPresent(key -> NewSession.requireLine("into", key, NewSession.MOST_KEY_CHARS));
    if (into.isPresent() && !caller.mayChange(caller.user())) {
      throw new Forbidden("Your roles don't allow to create sessions.");
    }
    Optional<RestoreDocument> before = request.flatMap(r -> look.repeated(caller, r));
    return before.orElseGet(() -> beginOnce(caller, snapshotId, into, request));
  }

  private RestoreDocument beginOnce(
      Caller caller, String snapshotId, Optional<String> into, Optional<Repeatable> request) {
    RestoreLook.Seen seen = look.look(caller, snapshotId, into);
    Optional<Path> own = into.map(key -> ownWorkdirs.make(caller.tenant(), ids.next("ses")));
    try {
      Path workdir = own.orElseGet(() -> Path.of(seen.workdir()));
      requireReplaceable(workdir);
      var wanted =
          new RestoreSteps.Wanted(
              ids.next("rst"),
              snapshotId,
              seen.takenAt(),
              seen.sourceSessionId(),
              own.map(path -> path.getFileName().toString()).orElse(seen.sourceSessionId()),
              into.isPresent() ? caller.user() : seen.owner(),
              workdir.toString(),
              ids.next("rst"),
              into);
      RestoreSteps.Begun begun = Conflicts.retry(() -> steps.begin(caller, wanted, request));
      if (!begun.created()) {
        own.ifPresent(ownWorkdirs::removeUnused);
        return RestoreDocument.of(begun.restore());
      }
      points.reached("restore.written", wanted.sessionId());
      return start(caller, begun.restore());
    } catch (RuntimeException e) {
      own.ifPresent(ownWorkdirs::removeUnused);
      throw e;
    }
  }

  private static void requireReplaceable(Path workdir) {
    try {
      Workplace.obstacle(workdir)
          .ifPresent(
              obstacle -> {
                throw RestoreFailure.notHere(obstacle);
              });
    } catch (IOException e) {
      throw new UncheckedIOException("the workdir can't be looked at", e);
    }
  }

  private RestoreDocument start(Caller caller, Restore restore) {
    var system = new SystemCaller(caller.tenant());
    runs.reserve(restore.id());
    try {
      Conflicts.run(() -> steps.requireRest(system, restore.path()));
      threads.submit(() -> runs.run(restore, true));
    } catch (RejectedExecutionException e) {
      giveUp(system, restore, "too-many-restores");
      throw RestoreFailure.tooMany();
    } catch (RuntimeException e) {
      giveUp(system, restore, RestoreFaults.of(e));
      throw e;
    }
    return RestoreDocument.of(restore);
  }

  private void giveUp(SystemCaller system, Restore restore, String failure) {
    try {
      Conflicts.retry(() -> steps.fail(system, restore, failure));
    } finally {
      runs.forget(restore.id());
    }
  }
}
