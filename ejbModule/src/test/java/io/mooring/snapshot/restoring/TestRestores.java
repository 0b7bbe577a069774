package io.mooring.snapshot.restoring;

import io.mooring.node.CrashPoints;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.SnapshotKit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** Restores on a node in plain Java. */
final class TestRestores {
  private TestRestores() {}

  private static final class Threads extends RestoreThreads {
    @Override
    ThreadFactory factory() {
      return SnapshotKit.THREADS;
    }
  }

  /** Counts in memory. */
  static final class Counted extends RestoreMetrics {
    final List<RestoreState> states = new CopyOnWriteArrayList<>();

    @Override
    void ended(RestoreState state) {
      states.add(state);
    }
  }

  /** The node is gone at that moment: nobody catches it. */
  static final class Crash extends Error {
    Crash(String point) {
      super(point, null, false, false);
    }
  }

  /** Crashes at one point, and remembers those that it passed. */
  static final class Points extends CrashPoints {
    final List<String> passed = new CopyOnWriteArrayList<>();
    volatile String fatal = "";

    @Override
    public void reached(String point, String id) {
      passed.add(point);
      if (point.equals(fatal)) {
        throw new Crash(point);
      }
    }
  }

  /** Lets a node bring snapshots back. */
  @SuppressWarnings("UnnecessaryAssignment") // stands in for the container
  static Points bind(TestSessions node) {
    Threads threads = new Threads();
    threads.settings = node.get(io.mooring.config.Settings.class);
    Points points = new Points();
    node.beans
        .bind(RestoreThreads.class, threads)
        .bind(RestoreMetrics.class, new Counted())
        .bind(CrashPoints.class, points);
    return points;
  }
}
