package io.mooring.snapshot;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.node.CrashPoints;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.DeleteSession;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import io.mooring.session.WorkdirFarewell;
import io.mooring.session.WorkdirRemoval;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.store.DirectoryStore;
import io.mooring.turn.TestTurns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that crashes while it deletes the last session of a workdir that Mooring made. */
class FarewellCrashTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir Path temp;
  private final FakeAgent agent = new FakeAgent();
  private final TestSnapshots.Keys keys = new TestSnapshots.Keys();
  private final List<TestSessions> nodes = new ArrayList<>();
  private DirectoryStore store;

  /** The node is gone at that moment: nobody catches it. */
  private static final class Crash extends Error {
    Crash(String point) {
      super(point, null, false, false);
    }
  }

  private static final class Points extends CrashPoints {
    private final String fatal;

    Points(String fatal) {
      this.fatal = fatal;
    }

    @Override
    public void reached(String point, String id) {
      if (point.equals(fatal)) {
        throw new Crash(point);
      }
    }
  }

  @AfterEach
  void clear() {
    nodes.forEach(TestSessions::close);
    agent.close();
  }

  private TestSessions node(String boot, String fatal) {
    TestSessions node =
        new TestSessions(DATABASES.get(TestDatabase.Kind.DERBY), agent, boot, temp.resolve("data"));
    nodes.add(node);
    TestTurns.bind(node);
    store = new DirectoryStore(temp.resolve("store"));
    TestSnapshots.bind(node, keys, store);
    node.beans.bind(CrashPoints.class, new Points(fatal));
    node.beans.bind(WorkdirFarewell.class, BeforeDeleteSnapshot.class);
    return node;
  }

  private static void delete(TestSessions on, String session) {
    on.get(DeleteSession.class).one(ANN, session, false, true, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snapshot.claimed",
        "snapshot.stored",
        "snapshot.completed",
        "farewell.proved",
        "farewell.verified",
        "session.deleted"
      })
  void losesNothingAndTheNextOneGoesOn(String point) throws Exception {
    TestSnapshots.forget(DATABASES.get(TestDatabase.Kind.DERBY));
    TestSessions dead = node("boot_a_" + point, point);
    Path workdir = Files.createDirectories(dead.workdirs().resolve("default/wd" + point));
    Files.writeString(workdir.resolve("work.txt"), "unsaved");
    String session = dead.sessionIn(workdir, true);

    assertThatThrownBy(() -> delete(dead, session)).isInstanceOf(Crash.class).hasMessage(point);

    assertThat(workdir.resolve("work.txt")).hasContent("unsaved");
    TestSessions alive = node("boot_b_" + point, "");
    alive.node.learnOfDeath(dead.node.bootId());
    alive.get(SnapshotReaper.class).reap();
    alive.get(WorkdirRemoval.class).round(SYSTEM);
    if (point.equals("session.deleted")) {
      assertThat(workdir).as("that it goes was written").doesNotExist();
    } else {
      assertThat(workdir.resolve("work.txt")).as("it was not deleted").hasContent("unsaved");
      delete(alive, session);
      assertThat(workdir).doesNotExist();
    }
    SnapshotDocument saved = newest(alive, session);
    assertThat(saved.reason()).isEqualTo(SnapshotReason.BEFORE_DELETE);
    assertThat(saved.state()).isEqualTo(SnapshotState.COMPLETE);
    assertThat(saved.verifiedAt()).isPresent();
    TenantKeys own = alive.get(DataKeys.class).snapshots(SYSTEM);
    Path back =
        new SnapshotKit(store)
            .restore(own, Manifests.open(store, own, saved.id()), temp.resolve("target"))
            .directory();
    assertThat(back.resolve("work.txt")).hasContent("unsaved");
  }

  private static SnapshotDocument newest(TestSessions on, String session) {
    String id =
        on.beans.inTransaction(() -> on.get(Snapshots.class).newest(SYSTEM, session).orElseThrow());
    return on.get(ReadSnapshots.class).get(ANN, id);
  }
}
