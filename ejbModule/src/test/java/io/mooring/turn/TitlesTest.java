package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mooring.feed.Journal;
import io.mooring.host.ServerState;
import io.mooring.host.TestServers;
import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.OpenSession;
import io.mooring.session.SessionChanges;
import io.mooring.session.SessionTitles;
import io.mooring.session.TestChanges;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TitlesTest {
  @TempDir static Path data;
  private final TestDatabase database = TestDatabase.start(TestDatabase.Kind.DERBY);
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestSessions node;
  private TurnDispatcher dispatcher;
  private String session;

  @BeforeEach
  void prepare() {
    node = new TestSessions(database, agent, "boot_a", data.resolve("a"));
    TestTurns.bind(node);
    dispatcher = TestTurns.dispatcher(node, threads);
    session = node.session();
  }

  @AfterEach
  void clear() throws InterruptedException {
    dispatcher.drain(Duration.ZERO);
    threads.shutdownNow();
    node.close();
    agent.close();
    database.close();
  }

  private String title() {
    return node.read(session).title();
  }

  private void run() {
    NewTurn wanted =
        new NewTurn(
            "go",
            "[{\"type\":\"text\",\"text\":\"go\"}]",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    String turn = node.get(PostTurn.class).post(ANN, session, wanted, Optional.empty()).id();
    await()
        .atMost(Duration.ofSeconds(25))
        .until(
            () ->
                node.get(ReadTurns.class).get(ANN, turn).state().hasEnded()
                    && node.get(OpenTurns.class).count() == 0);
  }

  private String open() {
    return node.get(OpenSession.class).ensure(ANN, session).upstreamSessionId();
  }

  private boolean lacks() {
    return node.get(UpstreamTitles.class).lacksAfterAsking(SYSTEM, session);
  }

  private long updates() {
    return node.get(Journal.class).read(SYSTEM, session, 0, 1_000).stream()
        .filter(event -> event.type().equals("session.updated"))
        .count();
  }

  @Test
  void theTitleThatComesDuringATurnIsTakenOnceAndAnnounced() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.title(s, "New session - 2026-11-21T06:26:13.000Z", true);
          a.title(s, "Fix the\u202e build", true);
          a.title(s, "Something else", true);
          a.finish(s, message, "stop");
          a.idle(s);
        };

    run();

    assertThat(title()).isEqualTo("Fix the\uFFFD build");
    assertThat(
            node.get(Journal.class).read(SYSTEM, session, 0, 1_000).stream()
                .filter(event -> event.type().equals("session.updated"))
                .filter(event -> event.body().contains("Fix the")))
        .isNotEmpty();
  }

  @Test
  void aTitleThatComesAfterTheTurnIsFoundByAsking() {
    run();
    String upstream = node.read(session).upstreamSessionId().orElseThrow();
    agent.title(upstream, "New session - 2026-11-21T06:26:13.000Z", false);
    assertThat(lacks()).isTrue();
    long before = updates();

    agent.title(upstream, "Late but good", false);

    assertThat(lacks()).isFalse();
    assertThat(title()).isEqualTo("Late but good");
    assertThat(updates()).isEqualTo(before + 1);
    agent.title(upstream, "Later", false);
    assertThat(lacks()).isFalse();
    assertThat(title()).isEqualTo("Late but good");
  }

  @Test
  void aServerThatRestsIsNotWokenForATitle() {
    try (TestServers managed = TestServers.managed(data.resolve("managed"), agent.address())) {
      TestSessions other = new TestSessions(database, "boot_rest", managed);
      TestTurns.bind(other);
      String untitled = other.session();
      other.get(OpenSession.class).ensure(ANN, untitled);
      managed.rest("default");

      assertThat(other.get(UpstreamTitles.class).lacksAfterAsking(SYSTEM, untitled)).isTrue();

      assertThat(managed.servers().find("default").orElseThrow().state())
          .isEqualTo(ServerState.RESTING);
    }
  }

  @Test
  void aTitleOfOursStays() {
    String upstream = open();
    node.get(SessionChanges.class)
        .change(ANN, session, TestChanges.title("Ours"), Optional.empty());

    assertThat(node.get(SessionTitles.class).adopt(SYSTEM, session, upstream, "Theirs")).isFalse();
    assertThat(title()).isEqualTo("Ours");
  }

  @Test
  void anUpstreamSessionThatIsNoLongerOursHasNoSay() {
    open();

    assertThat(node.get(SessionTitles.class).adopt(SYSTEM, session, "ses_other", "Theirs"))
        .isFalse();
    assertThat(title()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "New session - 2026-11-21T06:26:13.000Z, false",
    "Child session - 2026-11-21T06:26:13.000Z, false",
    "New session - 2026-11-21T06:26:13.000Z (fork #2), false",
    "2026-11-21T06:26:13.000Z, false",
    "'  ', false",
    "New session handling, true",
    "Fix 2 bugs, true"
  })
  void aDefaultIsNoTitle(String title, boolean telling) {
    assertThat(SessionTitles.isTelling(title)).isEqualTo(telling);
  }
}
