package io.mooring.snapshot.restoring;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.node.CrashPoints;
import io.mooring.node.ThisNode;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.report.Incidents;
import io.mooring.schema.Conflicts;
import io.mooring.session.History;
import io.mooring.session.OpenSession;
import io.mooring.snapshot.Snapshot;
import io.mooring.snapshot.SnapshotConversations;
import io.mooring.snapshot.SnapshotReason;
import io.mooring.snapshot.TakeSnapshot;
import io.mooring.snapshot.Unreadable;
import io.mooring.snapshot.swap.Swap;
import io.mooring.turn.TurnMarks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes a restore from where its row says that it is to its end. What is done at each state can be
 * done again, so a restore that a crash has left goes on with the same steps.
 */
@ApplicationScoped
class RunRestore {
  private static final System.Logger LOG = System.getLogger(RunRestore.class.getName());

  @Inject RestoreSteps steps;
  @Inject TakeSnapshot takeSnapshot;
  @Inject StageTree staging;
  @Inject Instances instances;
  @Inject OpenSession openSession;
  @Inject SnapshotConversations conversations;
  @Inject TurnMarks turns;
  @Inject RestoreWaiters waiters;
  @Inject ThisNode node;
  @Inject CrashPoints points;
  @Inject Incidents incidents;
  @Inject Unreadable unreadable;
  @Inject RestoreMetrics metrics;
  @Inject Settings settings;
  @Inject Clock clock;

  private final Set<String> running = ConcurrentHashMap.newKeySet();

  /** Whether somebody here works at it. */
  boolean isRunning(String restoreId) {
    return running.contains(restoreId);
  }

  /** Marks it as somebody's here; false when it is already. */
  boolean reserve(String restoreId) {
    return running.add(restoreId);
  }

  /** Gives a reservation back that led to nothing. */
  void forget(String restoreId) {
    running.remove(restoreId);
  }

  /**
   * Runs it on this thread; it was reserved.
   *
   * @param begun whether it has only just begun, so that it may prepare
   */
  void run(Restore restore, boolean begun) {
    var system = new SystemCaller(restore.tenantId());
    try {
      Restore now = restore;
      while (!now.state().hasEnded()) {
        now = advance(system, now, begun);
      }
      metrics.ended(now.state());
    } catch (Later e) {
      LOG.log(System.Logger.Level.WARNING, "Restore {0} waits: {1}", restore.id(), e.getMessage());
    } catch (RuntimeException e) {
      // The row says how far it is: the reaper goes on with it.
      incidents.unexpected(
          "a restore; the next round tries again",
          Optional.of(restore.sessionId()),
          Optional.empty(),
          e);
    } finally {
      running.remove(restore.id());
      waiters.wake(restore.id());
    }
  }

  private Restore advance(SystemCaller system, Restore now, boolean begun) {
    return switch (now.state()) {
      case PREPARING -> begun ? prepare(system, now) : fail(system, now, RestoreFaults.NODE_LOST);
      case SWAPPING -> swap(system, now);
      case SWAPPED -> bringConversation(system, now);
      case UNDOING -> undo(system, now);
      case DONE, FAILED -> now;
    };
  }

  private Restore prepare(SystemCaller system, Restore restore) {
    try {
      points.reached("restore.begun", restore.sessionId());
      Restore saved = save(system, restore);
      points.reached("restore.saved", restore.sessionId());
      var trees = staging.stage(system, saved);
      points.reached("restore.staged", restore.sessionId());
      return Conflicts.retry(() -> steps.swap(system, saved, trees));
    } catch (IOException | RuntimeException e) {
      requireMine(e);
      return fail(system, restore, RestoreFaults.of(e), e);
    }
  }

  /** Saves the workdir as it is, unless it was made for this or is gone. */
  private Restore save(SystemCaller system, Restore restore) {
    Path workdir = restore.place().workdir();
    if (restore.target() == RestoreTarget.NEW
        || !Files.isDirectory(workdir, LinkOption.NOFOLLOW_LINKS)) {
      return restore;
    }
    String before =
        takeSnapshot
            .now(
                system, restore.sessionId(), Snapshot.Wanted.because(SnapshotReason.BEFORE_RESTORE))
            .id();
    return Conflicts.retry(() -> steps.saved(system, restore, before));
  }

  private Restore swap(SystemCaller system, Restore restore) {
    points.reached("restore.intended", restore.sessionId());
    try {
      if (swapOf(restore).forward()) {
        points.reached("restore.moved", restore.sessionId());
        return Conflicts.retry(() -> steps.swapped(system, restore));
      }
      return turnRound(system, restore, RestoreFaults.TREE_LOST, null);
    } catch (IOException e) {
      requireLease();
      return turnRound(system, restore, RestoreFaults.of(e), e);
    }
  }

  private Restore bringConversation(SystemCaller system, Restore restore) {
    History history;
    try {
      history = staging.history(system, restore.snapshotId());
      instances.disposeIdle(system, restore.path());
      openSession.bringBack(
          system, restore.sessionId(), restore.replaces(), history, restore.token());
    } catch (IOException | RuntimeException e) {
      requireMine(e);
      if (mayPass(restore, e)) {
        throw new Later(e);
      }
      return turnRound(system, restore, RestoreFaults.of(e), e);
    }
    points.reached("restore.spoken", restore.sessionId());
    long last = Conflicts.retry(() -> turns.lastBeforeWaiting(system, restore.sessionId()));
    conversations.keep(system, restore.sessionId(), history, last, restore.id());
    Restore done = Conflicts.retry(() -> steps.done(system, restore));
    points.reached("restore.done", restore.sessionId());
    return done;
  }

  private Restore undo(SystemCaller system, Restore restore) {
    try {
      if (!swapOf(restore).back()) {
        LOG.log(
            System.Logger.Level.ERROR,
            "The old workdir of restore {0} is not where it was put. Its snapshot {1} has it.",
            restore.id(),
            restore.beforeSnapshotId().orElse("none"));
      }
    } catch (IOException e) {
      requireLease();
      throw new Later(e);
    }
    points.reached("restore.undone", restore.sessionId());
    return fail(system, restore, RestoreFaults.NODE_LOST);
  }

  private Swap swapOf(Restore restore) {
    return new Swap(
        restore.place(),
        restore.trees().orElseThrow(() -> new IllegalStateException("nothing was intended")),
        new Swap.Watch() {
          @Override
          public void before() throws IOException {
            if (!node.leasesHold()) {
              throw new IOException("this node may be taken for dead");
            }
          }

          @Override
          public void moved(String move) {
            points.reached(RestoreFaults.point(move), restore.sessionId());
          }
        });
  }

  private Restore turnRound(
      SystemCaller system, Restore restore, String failure, @Nullable Exception cause) {
    tell(restore, failure, cause);
    return Conflicts.retry(() -> steps.undo(system, restore, failure));
  }

  private Restore fail(SystemCaller system, Restore restore, String failure) {
    return Conflicts.retry(() -> steps.fail(system, restore, failure));
  }

  private Restore fail(SystemCaller system, Restore restore, String failure, Exception cause) {
    tell(restore, failure, cause);
    if (RestoreFaults.isUnreadable(failure)) {
      unreadable.found(
          system,
          "bringing back snapshot " + restore.snapshotId(),
          restore.snapshotId(),
          Optional.of(restore.sessionId()),
          cause);
    }
    return fail(system, restore, failure);
  }

  private static void tell(Restore restore, String failure, @Nullable Exception cause) {
    LOG.log(
        System.Logger.Level.WARNING,
        "Restore " + restore.id() + " into " + restore.sessionId() + " fails: " + failure,
        cause == null ? null : Incidents.shown(cause));
  }

  /** A stop, or a lost lease, is not for us to judge: whoever comes next does. */
  private void requireMine(Exception e) {
    requireLease();
    if (Thread.currentThread().isInterrupted() || RestoreFaults.isStop(e)) {
      throw new Later(e);
    }
    if (e instanceof RestoreFailure lost) {
      throw lost;
    }
  }

  private void requireLease() {
    if (!node.leasesHold()) {
      throw new Later(new IOException("this node may be taken for dead"));
    }
  }

  private boolean mayPass(Restore restore, Exception e) {
    boolean passing =
        e instanceof Problem problem
            && (problem.kind() == ProblemKind.UNAVAILABLE
                || problem.kind() == ProblemKind.UPSTREAM_LATE);
    return passing
        && clock
            .instant()
            .isBefore(restore.createdAt().plus(settings.get(RestoreSettings.OPENING)));
  }

  /** It is not over, and not for now. */
  private static final class Later extends RuntimeException {
    Later(Exception cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }
}
