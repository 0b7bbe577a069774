package io.mooring.snapshot;

import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.report.LogRecords;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.store.MemoryStore;
import io.mooring.turn.TestTurns;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a capture's failure leaves in the log when it names a file of an agent. */
class FailureLogTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir Path directory;

  @Test
  void aNameThatWouldBeALineOfTheLogIsNone() throws Exception {
    TestDatabase database = DATABASES.get(TestDatabase.Kind.DERBY);
    TestSnapshots.forget(database);
    List<String> thrown;
    try (LogRecords log = new LogRecords(RunCapture.class);
        FakeAgent agent = new FakeAgent();
        TestSessions node = new TestSessions(database, agent, "boot_a", directory.resolve("a"))) {
      TestTurns.bind(node);
      FaultyStore full =
          new FaultyStore(
              new MemoryStore(false),
              1,
              () -> {
                throw new FileSystemException("a\n2026-01-01 ERROR all is lost\u202e");
              });
      TestSnapshots.bind(node, new TestSnapshots.Keys(), full);
      Path workdir = Files.createDirectory(directory.toRealPath().resolve("work"));
      String session = node.sessionIn(workdir, true);

      assertThatThrownBy(
              () ->
                  node.get(TakeSnapshot.class)
                      .now(SYSTEM, session, Snapshot.Wanted.because(SnapshotReason.MANUAL)))
          .isInstanceOf(SnapshotFailure.class);
      thrown = log.thrown();
    }

    assertThat(thrown)
        .hasSizeGreaterThan(1)
        .allSatisfy(text -> assertThat(text).doesNotContain("\n").doesNotContain("\u202e"));
  }
}
