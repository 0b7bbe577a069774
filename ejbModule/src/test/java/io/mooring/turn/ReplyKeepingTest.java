package io.mooring.turn;

import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import io.mooring.schema.Conflicts;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.session.FakeAgent;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplyKeepingTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final NewTurn HELLO =
      new NewTurn("hello", "[]", Optional.empty(), Optional.empty(), Optional.empty());

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private final List<TestSessions> nodes = new ArrayList<>();

  @AfterEach
  void clear() {
    nodes.forEach(TestSessions::close);
    agent.close();
  }

  private TestSessions node(TestDatabase.Kind kind, String boot) {
    TestSessions node = new TestSessions(DATABASES.get(kind), agent, boot, data.resolve(boot));
    TestTurns.bind(node);
    nodes.add(node);
    return node;
  }

  private static ClaimedTurn claimed(TestSessions node, String session, Set<String> dead) {
    return Conflicts.retry(() -> node.get(TurnClaims.class).claimNext(SYSTEM, session, dead))
        .orElseThrow();
  }

  private static ClaimedTurn running(TestSessions node, String session) {
    TestTurns.queue(node, session, HELLO, Optional.empty());
    return claimed(node, session, Set.of());
  }

  private static KeptPart text(String part, String text) {
    return new KeptPart(part, "text", text);
  }

  private static void complete(TestSessions node, ClaimedTurn turn, String part, String text) {
    ObjectNode body = Json.object().put("partId", part).put("text", text);
    node.get(TurnClaims.class)
        .append(
            SYSTEM,
            turn,
            List.of(NewEvent.of(FeedEventType.TEXT_COMPLETED, turn.turnId(), body)),
            Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void anotherNodeShowsWhatTheTurnHasSaid(TestDatabase.Kind kind) {
    TestSessions here = node(kind, "boot_a");
    TestSessions there = node(kind, "boot_b");
    String session = here.session();
    ClaimedTurn turn = running(here, session);
    OpenTurns other = there.get(OpenTurns.class);
    complete(here, turn, "prt_1", "First.");

    here.get(ReplyKeeping.class).write(SYSTEM, turn, List.of(text("prt_2", "Sec")));
    here.get(ReplyKeeping.class).write(SYSTEM, turn, List.of(text("prt_2", "Second")));

    ObjectNode open = other.open("default", session).orElseThrow();
    assertThat(open.path("turnId").asText()).isEqualTo(turn.turnId());
    assertThat(open.at("/parts/0/text").asText()).isEqualTo("First.");
    assertThat(open.at("/parts/1/text").asText()).isEqualTo("Second");
    assertThat(open.at("/parts/1/offset").asInt()).isEqualTo(6);
    assertThat(other.turn("default", session)).contains(turn.turnId());
    assertThat(other.open("another", session)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheJournalSaysOfAPartCounts(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String session = node.session();
    ClaimedTurn turn = running(node, session);

    node.get(ReplyKeeping.class)
        .write(SYSTEM, turn, List.of(text("prt_1", "Half a sen"), text("prt_2", "void")));
    complete(node, turn, "prt_1", "A sentence.");
    ObjectNode discarded = Json.object().put("partId", "prt_2");
    node.get(TurnClaims.class)
        .append(
            SYSTEM,
            turn,
            List.of(NewEvent.of(FeedEventType.PART_DISCARDED, turn.turnId(), discarded)),
            Optional.empty());

    assertThat(KeptTexts.of(node.get(KeptText.class).open(SYSTEM, session, turn.turnId())))
        .containsExactly("A sentence.");
  }

  @ParameterizedTest
  @EnumSource
  void aCrashLosesNothingThatWasWrittenDown(TestDatabase.Kind kind) {
    TestSessions crashed = node(kind, "boot_a");
    TestSessions next = node(kind, "boot_b");
    String session = crashed.session();
    ClaimedTurn turn = running(crashed, session);
    crashed.get(ReplyKeeping.class).write(SYSTEM, turn, List.of(text("prt_1", "Half a sen")));

    ClaimedTurn taken = claimed(next, session, Set.of("boot_a"));
    next.get(ReplyKeeping.class).write(SYSTEM, taken, List.of(text("prt_1", "Half")));

    assertThat(KeptTexts.of(next.get(KeptText.class).open(SYSTEM, session, turn.turnId())))
        .containsExactly("Half a sen");
    assertThatThrownBy(
            () -> crashed.get(ReplyKeeping.class).write(SYSTEM, turn, List.of(text("prt_1", "x"))))
        .isInstanceOf(TurnFailure.class);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftWhenTheTurnHasEnded(TestDatabase.Kind kind) {
    TestSessions node = node(kind, "boot_a");
    String session = node.session();
    ClaimedTurn turn = running(node, session);
    node.get(ReplyKeeping.class).write(SYSTEM, turn, List.of(text("prt_1", "a")));
    assertThat(node.get(ReplyKeeping.class).keptTurn(SYSTEM, session)).contains(turn.turnId());

    node.get(TurnClaims.class)
        .end(
            SYSTEM,
            turn,
            TurnResult.empty(TurnState.COMPLETED, Optional.empty()),
            List.of(),
            List.of(),
            Trace.UNKNOWN);

    assertThat(node.get(ReplyKeeping.class).keptTurn(SYSTEM, session)).isEmpty();
    assertThat(node.get(ReplyKeeping.class).parts(SYSTEM, turn.turnId())).isEmpty();
    assertThat(node.get(OpenTurns.class).turn("default", session)).isEmpty();
  }
}
