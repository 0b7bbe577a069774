package io.mooring.snapshot;

import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mooring.feed.Journal;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.store.ForwardingStore;
import io.mooring.snapshot.store.MemoryStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.turn.TestTurns;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A capture that stands still in the middle of its files stops no turn of its session. */
class UndisturbedTurnTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path directory;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HeldStore store = new HeldStore();
  private TestSessions node;
  private AutoCloseable turns;

  /**
   * It holds the first pack of a capture, whose files are being read, until it is told to go on.
   */
  private static final class HeldStore extends ForwardingStore {
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    HeldStore() {
      super(new MemoryStore(false));
    }

    @Override
    public Writer create(ObjectName name) throws IOException {
      reached.countDown();
      try {
        if (!goOn.await(60, TimeUnit.SECONDS)) {
          throw new IOException("nobody let it go on");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (InterruptedIOException) new InterruptedIOException("stopped").initCause(e);
      }
      return super.create(name);
    }
  }

  @AfterEach
  void clear() throws Exception {
    store.goOn.countDown();
    turns.close();
    threads.shutdownNow();
    node.close();
    agent.close();
  }

  private String sessionWithFiles(TestDatabase.Kind kind) throws Exception {
    TestDatabase database = DATABASES.get(kind);
    TestSnapshots.forget(database);
    node = new TestSessions(database, agent, "boot_a", directory.resolve("a"));
    TestTurns.bind(node);
    TestSnapshots.bind(node, new TestSnapshots.Keys(), store);
    turns = TestTurns.run(node, threads);
    Path workdir = Files.createDirectory(directory.toRealPath().resolve("work"));
    for (int i = 0; i < 5; i++) {
      Files.writeString(workdir.resolve("file" + i), "content " + i);
    }
    return node.sessionIn(workdir, true);
  }

  private Future<SnapshotDocument> take(String session) {
    return threads.submit(
        () ->
            node.get(TakeSnapshot.class)
                .now(SYSTEM, session, Snapshot.Wanted.because(SnapshotReason.MANUAL)));
  }

  private void turnRunsToItsEnd(String session) {
    String turn = TestTurns.post(node, session);
    await().atMost(LONG).until(() -> TestTurns.hasEnded(node, turn));
    assertThat(feed(session))
        .contains("\"state\":\"completed\"")
        .contains("said while it stood still");
  }

  private String feed(String session) {
    return node.beans.inTransaction(
        () -> node.get(Journal.class).read(SYSTEM, session, 0, 1_000).toString());
  }

  @ParameterizedTest
  @EnumSource
  void aTurnBeginsStreamsAndEndsWhileACaptureOfItsSessionStandsStill(TestDatabase.Kind kind)
      throws Exception {
    agent.behaviour = (a, upstream, prompt) -> a.say(upstream, prompt, "said while it stood still");
    String session = sessionWithFiles(kind);
    Future<SnapshotDocument> taken = take(session);
    assertThat(store.reached.await(40, TimeUnit.SECONDS)).isTrue();

    turnRunsToItsEnd(session);
    turnRunsToItsEnd(session);

    assertThat(taken.isDone()).as("it stands still").isFalse();
    store.goOn.countDown();
    SnapshotDocument done = taken.get(40, TimeUnit.SECONDS);
    assertThat(done.files()).isEqualTo(5);
    assertThat(done.consistent()).as("it has looked again").contains(true);
  }
}
