package io.mooring.snapshot;

import io.mooring.schema.TestDatabase;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.snapshot.store.SnapshotStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadFactory;

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
        .bind(CaptureThreads.class, threads(node));
  }

  @SuppressWarnings("UnnecessaryAssignment") // stands in for the container
  private static CaptureThreads threads(TestSessions node) {
    Threads threads = new Threads();
    threads.settings = node.get(io.mooring.config.Settings.class);
    return threads;
  }
}
