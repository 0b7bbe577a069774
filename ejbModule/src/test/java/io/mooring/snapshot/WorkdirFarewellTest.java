package io.mooring.snapshot;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mooring.problem.Problem;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.DeleteSession;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import io.mooring.session.WorkdirFarewell;
import io.mooring.session.WorkdirRemoval;
import io.mooring.snapshot.store.StoreException;
import io.mooring.turn.TestTurns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkdirFarewellTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir Path temp;
  private final FakeAgent agent = new FakeAgent();
  private TestSessions node;
  private Path workdir;

  private RefusingStore on(TestDatabase.Kind kind) throws IOException {
    TestDatabase database = DATABASES.get(kind);
    TestSnapshots.forget(database);
    node = new TestSessions(database, agent, "boot_a", temp.resolve("a"));
    TestTurns.bind(node);
    RefusingStore store =
        new RefusingStore(
            new io.mooring.snapshot.store.DirectoryStore(temp.resolve("store")),
            StoreException.Kind.FAILED);
    TestSnapshots.bind(node, new TestSnapshots.Keys(), store);
    node.beans.bind(WorkdirFarewell.class, BeforeDeleteSnapshot.class);
    workdir = Files.createDirectories(node.workdirs().resolve("default").resolve("wd" + kind));
    Files.writeString(workdir.resolve("work.txt"), "unsaved");
    return store;
  }

  @AfterEach
  void clear() {
    node.close();
    agent.close();
  }

  private void delete(String session, boolean discard) {
    node.get(DeleteSession.class).one(ANN, session, false, discard, Optional.empty());
  }

  private SnapshotDocument only(String session) {
    String id =
        node.beans.inTransaction(
            () -> node.get(Snapshots.class).newest(SYSTEM, session).orElseThrow());
    return node.get(ReadSnapshots.class).get(ANN, id);
  }

  @ParameterizedTest
  @EnumSource
  void aWorkdirOfOursGoesWithItsLastSessionAfterAVerifiedSnapshot(TestDatabase.Kind kind)
      throws IOException {
    on(kind);
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("precious.txt"), "precious");
    Files.createSymbolicLink(workdir.resolve("link"), outside);
    Path deep = workdir;
    for (int i = 0; i < 200; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    String first = node.sessionIn(workdir, true);
    String last = node.sessionIn(workdir, true);

    delete(first, true);
    assertThat(workdir.resolve("work.txt")).hasContent("unsaved");
    delete(last, true);

    assertThat(workdir).doesNotExist();
    assertThat(outside.resolve("precious.txt")).hasContent("precious");
    SnapshotDocument saved = only(last);
    assertThat(saved.reason()).isEqualTo(SnapshotReason.BEFORE_DELETE);
    assertThat(saved.verifiedAt()).isPresent();
    assertThat(saved.files()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatCanNotBeSavedIsNeitherDeletedNorRemoved(TestDatabase.Kind kind) throws IOException {
    RefusingStore store = on(kind);
    String session = node.sessionIn(workdir, true);
    store.refuses = true;

    Problem refused = catchThrowableOfType(Problem.class, () -> delete(session, true));

    assertThat(refused.code()).isEqualTo("snapshot-failed");
    assertThat(refused.facts()).containsEntry("failure", "store-failed");
    assertThat(node.incidents).hasSize(1);
    assertThat(workdir.resolve("work.txt")).hasContent("unsaved");
    assertThat(node.read(session)).isNotNull();
    store.refuses = false;
    delete(session, true);
    assertThat(workdir).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void aCallersDirectoryAndOneElsewhereStay(TestDatabase.Kind kind) throws IOException {
    on(kind);
    Path callers = Files.createDirectory(temp.toRealPath().resolve("callers"));
    Path elsewhere = Files.createDirectory(temp.toRealPath().resolve("elsewhere"));

    delete(node.sessionIn(callers, false), true);
    delete(node.sessionIn(elsewhere, true), true);
    node.get(WorkdirRemoval.class).round(SYSTEM);

    assertThat(callers).exists();
    assertThat(elsewhere).exists();
  }
}
