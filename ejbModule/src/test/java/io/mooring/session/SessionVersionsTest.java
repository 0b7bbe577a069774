package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.json.Json;
import io.mooring.schema.TestDatabase;
import io.mooring.turn.TestTurns;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is told a version can insist on it: it is the one that If-Match is compared with. */
class SessionVersionsTest {
  private static @Nullable TestDatabase database;

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private TestSessions node;

  @BeforeAll
  static void startDatabase() {
    database = TestDatabase.start(TestDatabase.Kind.DERBY);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void start() {
    node = new TestSessions(database, agent, "boot_a", data);
    TestTurns.bind(node);
  }

  @AfterEach
  void stop() {
    node.close();
    agent.close();
  }

  private SessionDocument patched(String id, SessionChange change, Optional<Long> version) {
    return node.get(SessionChanges.class).change(ANN, id, change, version);
  }

  /** The session in the newest event that shows it. */
  private JsonNode told(String id) {
    List<StoredEvent> events = node.get(Journal.class).read(ANN, id, 0, 1_000);
    return events.stream()
        .map(event -> Json.read(event.body()).path("session"))
        .filter(JsonNode::isObject)
        .reduce((older, newer) -> newer)
        .orElseThrow();
  }

  private void assertAllTellTheSame(String id, SessionDocument answer) {
    assertThat(answer.version()).isEqualTo(node.read(id).version());
    assertThat(told(id).path("version").asLong()).isEqualTo(answer.version());
  }

  @Test
  void aChangeIsToldWithTheVersionThatItMakes() {
    String id = node.session();

    for (int i = 0; i < 3; i++) {
      SessionDocument answer = patched(id, TestChanges.title("title " + i), Optional.empty());

      assertAllTellTheSame(id, answer);
      patched(id, TestChanges.title("again " + i), Optional.of(answer.version()));
    }
  }

  @Test
  void whoMeetsASessionAgainGetsTheVersionThatThisMakes() {
    Optional<String> key = Optional.of("met-again");
    String id = node.created(node.named(key)).session().id();
    for (int i = 0; i < 3; i++) {
      SessionDocument met = node.created(node.named(key)).session();

      assertThat(met.version()).isEqualTo(node.read(id).version());
      patched(id, TestChanges.title("title " + i), Optional.of(met.version()));
    }
  }

  @Test
  void anOpenedAndAClosedSessionAreToldWithTheirVersion() {
    String id = node.session();

    node.get(OpenSession.class).ensure(ANN, id);
    assertAllTellTheSame(id, node.read(id));

    node.get(SessionChanges.class).close(ANN, id);
    assertAllTellTheSame(id, node.read(id));
  }

  @Test
  void aNewSessionHasTheVersionThatItIsReadWith() {
    SessionDocument made = node.created(node.named(Optional.empty())).session();

    assertThat(node.read(made.id())).isEqualTo(made);
  }
}
