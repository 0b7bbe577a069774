package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.Sessions;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadTurnsTest {
  @TempDir static Path data;

  @Test
  void aReaderAndAWriterOfALongTurnDoNotWaitForEachOther() throws Exception {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (TestDatabase database = TestDatabase.start(TestDatabase.Kind.DERBY);
        FakeAgent agent = new FakeAgent();
        TestSessions node = new TestSessions(database, agent, "boot_a", data)) {
      TestTurns.bind(node);
      String session = node.session();
      String turn = posted(node, session, "x".repeat(200_000));

      Future<TurnDocument> read =
          node.beans.inTransaction(
              () -> {
                node.get(Sessions.class).lock(SYSTEM, session).markBusy(Instant.now());
                node.get(Turns.class).sessionOf(SYSTEM, turn); // a query: the change is written
                Future<TurnDocument> begun =
                    reader.submit(() -> node.get(ReadTurns.class).get(ANN, turn));
                assertThatThrownBy(() -> begun.get(1, TimeUnit.SECONDS))
                    .isInstanceOf(TimeoutException.class);

                long before = System.nanoTime();
                assertThat(node.get(Turns.class).lock(SYSTEM, turn)).isPresent();
                assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(Duration.ofSeconds(2));
                return begun;
              });

      assertThat(read.get(30, TimeUnit.SECONDS).prompt()).hasSize(200_000);
    } finally {
      reader.shutdownNow();
    }
  }

  private static String posted(TestSessions node, String session, String prompt) {
    NewTurn wanted =
        new NewTurn(prompt, "[]", Optional.empty(), Optional.empty(), Optional.empty());
    return TestTurns.queue(node, session, wanted, Optional.empty()).id();
  }
}
