package io.mooring.snapshot.jobs;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.json.Json;
import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.Patched;
import io.mooring.session.SessionChange;
import io.mooring.session.SessionChanges;
import io.mooring.session.SnapshotWishes;
import io.mooring.session.TestChanges;
import io.mooring.session.TestSessions;
import io.mooring.snapshot.TestSnapshots;
import io.mooring.turn.TestTurns;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which sessions snapshot-sessions looks after. */
class DueSessionsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aSessionThatIsNotToBeSavedIsLeftOut(TestDatabase.Kind kind) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (TestDatabase database = TestDatabase.start(kind);
        FakeAgent agent = new FakeAgent();
        TestSessions node = new TestSessions(database, agent, "boot_a", directory)) {
      TestTurns.bind(node);
      TestSnapshots.bind(node, new TestSnapshots.Keys(), directory.resolve("store"));
      try (AutoCloseable running = TestTurns.run(node, threads)) {
        assertThat(running).isNotNull();
        DueSessions due = node.get(DueSessions.class);
        String usual = node.session();
        String wanted = node.session();
        String unwanted = node.session();
        // A pattern may look like anything.
        wish(node, wanted, Patched.to(wishes(true, "{\"enabled\":false,\"exclude\"")));
        wish(node, unwanted, Patched.to(wishes(false, "*.iso")));

        assertThat(due.due(SYSTEM, "", 9)).containsExactlyInAnyOrder(usual, wanted);
        assertThat(due.count(SYSTEM)).isEqualTo(2);
        assertThat(due.isDue(SYSTEM, wanted)).isTrue();
        assertThat(due.isDue(SYSTEM, unwanted)).isFalse();

        wish(node, unwanted, Patched.cleared());

        assertThat(due.isDue(SYSTEM, unwanted)).isTrue();
        assertThat(due.count(SYSTEM)).isEqualTo(3);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String wishes(boolean enabled, String pattern) {
    return Json.write(SnapshotWishes.asked(enabled, List.of(pattern)));
  }

  private static void wish(TestSessions node, String session, Patched<String> wishes) {
    SessionChange change = TestChanges.snapshots(wishes);
    node.get(SessionChanges.class).change(ANN, session, change, Optional.empty());
  }
}
