package io.mooring.snapshot;

import io.mooring.schema.TestDatabase;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.SnapshotStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Snapshots on a node in plain Java. */
public final class TestSnapshots {
  private TestSnapshots() {}

  /** Keys that a test changes; a database in which others were used must forget its data keys. */
  public static final class Keys extends SnapshotKeys {
    public volatile String text = KeyRing.generate();

    @Override
    public synchronized KeyRing ring() {
      return KeyRing.parse(text).orElseThrow();
    }
  }

  private static final class Threads extends CaptureThreads {
    @Override
    ThreadFactory factory() {
      return SnapshotKit.THREADS;
    }
  }

  /** Counts in memory. */
  static final class Counted extends SnapshotMetrics {
    final List<String> results = new CopyOnWriteArrayList<>();
    final AtomicLong bytes = new AtomicLong();

    @Override
    void taken(SnapshotReason reason, Duration time, long newBytes) {
      results.add(reason.label());
      bytes.addAndGet(newBytes);
    }

    @Override
    void failed(String why) {
      results.add(why);
    }
  }

  /** Forgets the snapshots of other tests, and the keys that they were taken with. */
  public static void forget(TestDatabase database) {
    for (String rows : List.of("SnapshotMark", "Snapshot", "DataKey")) {
      database.transact(em -> em.createQuery("delete from " + rows + " r").executeUpdate());
    }
  }

  /** Lets a node take snapshots into a directory. */
  public static SnapshotStore bind(TestSessions node, Keys keys, Path store) {
    SnapshotStore directory = new DirectoryStore(store);
    bind(node, keys, directory);
    return directory;
  }

  /** Lets a node take snapshots into a store of the test's. */
  public static void bind(TestSessions node, Keys keys, SnapshotStore store) {
    node.beans
        .bind(SnapshotKeys.class, keys)
        .bind(SnapshotStore.class, store)
        .bind(SnapshotMetrics.class, new Counted())
        .bind(CaptureThreads.class, threads(node));
  }

  /** What it has counted. */
  static Counted counted(TestSessions node) {
    return (Counted) node.get(SnapshotMetrics.class);
  }

  @SuppressWarnings("UnnecessaryAssignment") // stands in for the container
  private static CaptureThreads threads(TestSessions node) {
    Threads threads = new Threads();
    threads.settings = node.get(io.mooring.config.Settings.class);
    return threads;
  }
}
