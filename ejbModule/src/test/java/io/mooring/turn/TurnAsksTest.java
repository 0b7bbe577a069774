package io.mooring.turn;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.approval.ApprovalFailure;
import io.mooring.approval.AskDocument;
import io.mooring.approval.AskKind;
import io.mooring.approval.AskState;
import io.mooring.approval.AskSteps;
import io.mooring.approval.Choice;
import io.mooring.approval.DecideAsk;
import io.mooring.approval.Decision;
import io.mooring.audit.AuditSteps;
import io.mooring.audit.TestAudit;
import io.mooring.feed.Journal;
import io.mooring.feed.StoredEvent;
import io.mooring.problem.InvalidValue;
import io.mooring.schema.TestDatabase;
import io.mooring.session.FakeAgent;
import io.mooring.session.SessionFailure;
import io.mooring.session.TestSessions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnAsksTest {
  private static final Caller BOB = new Caller("default", "bob", Set.of(Role.USER));
  private static final Caller APPROVER = new Caller("default", "apu", Set.of(Role.APPROVER));
  private static final Caller AUDITOR = new Caller("default", "aud", Set.of(Role.AUDITOR));
  private static final Caller ADMIN = new Caller("default", "adam", Set.of(Role.ADMIN));
  private static TestDatabase database;

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private TestSessions node;
  private TurnDispatcher dispatcher;
  private String session;

  @BeforeAll
  static void startDatabase() {
    database = TestDatabase.start(TestDatabase.Kind.DERBY);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void prepare() {
    node = node("boot_a");
    dispatcher = TestTurns.dispatcher(node, threads);
    session = node.session();
  }

  @AfterEach
  void clear() throws InterruptedException {
    dispatcher.drain(Duration.ZERO);
    threads.shutdownNow();
    node.close();
    agent.close();
  }

  private TestSessions node(String boot) {
    TestSessions made = new TestSessions(database, agent, boot, data.resolve(boot));
    TestTurns.bind(made);
    return made;
  }

  private String post() {
    NewTurn wanted =
        new NewTurn(
            "hello",
            "[{\"type\":\"text\",\"text\":\"hello\"}]",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return node.get(PostTurn.class).post(ANN, session, wanted, Optional.empty()).id();
  }

  private TurnDocument ended(String turn) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                node.get(ReadTurns.class).get(ANN, turn).state().hasEnded()
                    && node.get(OpenTurns.class).count() == 0);
    return node.get(ReadTurns.class).get(ANN, turn);
  }

  /** An agent that asks, and ends its turn once all is answered. */
  private void asking(BiFunction<String, String, List<String>> asks) {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          for (String ask : asks.apply(s, message)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> !a.isOpen(ask));
          }
          a.part(s, message, "went on");
          a.finish(s, message, "stop");
          a.idle(s);
        };
  }

  private List<AskDocument> asks() {
    return node.get(AskSteps.class).ofSession(ANN, session, AskSteps.Position.NEWEST, 50);
  }

  private AskDocument open() {
    await().until(() -> asks().stream().anyMatch(ask -> ask.state() == AskState.OPEN));
    return asks().stream().filter(ask -> ask.state() == AskState.OPEN).findFirst().orElseThrow();
  }

  private AskDocument decide(Caller caller, AskDocument ask, Decision decision) {
    return decide(caller, ask, new Choice.Approve(decision, Optional.empty()));
  }

  private AskDocument decide(Caller caller, AskDocument ask, Choice choice) {
    return node.get(DecideAsk.class).decide(caller, ask.id(), ask.kind(), choice);
  }

  private List<StoredEvent> journal(String prefix) {
    return node.get(Journal.class).read(SYSTEM, session, 0, 1_000).stream()
        .filter(event -> event.type().startsWith(prefix))
        .toList();
  }

  @Test
  void anAskWaitsForAPersonAndTheTurnGoesOn() {
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();

    AskDocument ask = open();
    assertThat(ask.permission()).contains("bash");
    assertThat(ask.patterns()).containsExactly("rm");
    assertThat(ask.turnId()).isEqualTo(turn);
    assertThat(agent.replies).isEmpty();
    AskDocument decided = decide(ANN, ask, Decision.ONCE);

    assertThat(decided.by()).contains("ann");
    assertThat(ended(turn).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(asks().get(0).state()).isEqualTo(AskState.SENT);
    assertThat(agent.replies).hasSize(1).allMatch(reply -> reply.contains("\"reply\":\"once\""));
    assertThat(journal("approval."))
        .extracting(StoredEvent::type)
        .containsExactly("approval.requested", "approval.decided");
    assertThat(journal("approval.").get(1).body()).contains("\"by\":\"ann\"").contains("once");
  }

  @Test
  void alwaysHoldsForTheSessionAndNeverReachesUpstream() {
    asking(
        (s, message) ->
            List.of(
                agent.askFor(s, message, "git log", true),
                agent.askFor(s, message, "git status", true),
                agent.askFor(s, message, "make", true)));
    String turn = post();
    await().until(() -> asks().size() == 3);
    AskDocument git =
        asks().stream().filter(a -> a.patterns().contains("git log")).findFirst().orElseThrow();

    decide(ANN, git, Decision.ALWAYS);

    assertThat(open().patterns()).containsExactly("make");
    decide(ANN, open(), Decision.ONCE);
    ended(turn);
    String next = post();
    assertThat(open().patterns()).containsExactly("make");
    decide(ANN, open(), Decision.ONCE);
    assertThat(ended(next).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(agent.replies).hasSize(6).noneMatch(reply -> reply.contains("always"));
    assertThat(asks()).filteredOn(a -> a.by().equals(Optional.of("always"))).hasSize(3);

    session = node.session();
    String elsewhere = post();
    await().until(() -> asks().size() == 3);
    assertThat(asks()).allMatch(ask -> ask.state() == AskState.OPEN);
    asks().forEach(ask -> decide(ANN, ask, Decision.ONCE));
    ended(elsewhere);
  }

  @Test
  void aSecondDecisionIsRefused() {
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();
    AskDocument ask = open();
    decide(ANN, ask, new Choice.Approve(Decision.REJECT, Optional.of("Do it otherwise")));

    assertThatThrownBy(() -> decide(ANN, ask, Decision.ONCE))
        .isInstanceOfSatisfying(
            ApprovalFailure.class, e -> assertThat(e.code()).isEqualTo("already-decided"));

    assertThat(TestAudit.lines(node.get(AuditSteps.class), ask.id()))
        .containsExactly(
            "ann approval.decided {\"decision\":\"reject\",\"permission\":\"bash\",\"turnId\":\""
                + turn
                + "\"}");
    ended(turn);
    assertThat(agent.replies)
        .hasSize(1)
        .allMatch(reply -> reply.contains("reject") && reply.contains("Do it otherwise"));
    assertThat(asks().get(0).message()).contains("Do it otherwise");
  }

  @Test
  void onlyTheOwnerApproversAndAdministratorsDecide() {
    asking(
        (s, message) ->
            List.of(agent.ask(s, message), agent.ask(s, message), agent.ask(s, message)));
    String turn = post();
    await().until(() -> asks().size() == 3);
    AskSteps steps = node.get(AskSteps.class);

    assertThatThrownBy(() -> decide(BOB, open(), Decision.ONCE))
        .isInstanceOfSatisfying(
            ApprovalFailure.class, e -> assertThat(e.code()).isEqualTo("approval-not-found"));
    assertThatThrownBy(() -> decide(AUDITOR, open(), Decision.ONCE)).isInstanceOf(Forbidden.class);
    assertThatThrownBy(() -> steps.ofSession(BOB, session, AskSteps.Position.NEWEST, 50))
        .isInstanceOf(SessionFailure.class);
    assertThat(steps.open(BOB, AskSteps.Position.NEWEST, 50)).isEmpty();
    for (Caller caller : List.of(ANN, APPROVER, AUDITOR, ADMIN)) {
      assertThat(steps.open(caller, AskSteps.Position.NEWEST, 50)).hasSize(3);
      assertThat(steps.ofSession(caller, session, AskSteps.Position.NEWEST, 50)).hasSize(3);
    }
    for (Caller caller : List.of(ANN, APPROVER, ADMIN)) {
      assertThat(decide(caller, open(), Decision.ONCE).by()).contains(caller.user());
    }
    ended(turn);
  }

  @Test
  void anOwnerMayBeKeptFromDeciding() {
    node.settings.put("mooring.approval.owner-decides", "false");
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();
    AskDocument ask = open();

    assertThatThrownBy(() -> decide(ANN, ask, Decision.ONCE)).isInstanceOf(Forbidden.class);
    assertThat(node.get(AskSteps.class).open(ANN, AskSteps.Position.NEWEST, 50)).isEmpty();

    decide(APPROVER, ask, Decision.ONCE);
    ended(turn);
  }

  @Test
  void rulesDecideWithoutAPersonAndSaySo() {
    node.settings.put(
        "mooring.approval.rules",
        "[{\"permission\":\"bash\",\"pattern\":\"git *\",\"action\":\"allow\"},"
            + "{\"permission\":\"bash\",\"pattern\":\"rm *\",\"action\":\"deny\"}]");
    asking(
        (s, message) ->
            List.of(
                agent.askFor(s, message, "git log", true),
                agent.askFor(s, message, "rm -r x", true)));

    ended(post());

    assertThat(asks()).allMatch(ask -> ask.by().equals(Optional.of("policy")));
    assertThat(asks())
        .extracting(ask -> ask.decision().orElseThrow())
        .containsExactlyInAnyOrder(Decision.ONCE, Decision.REJECT);
    assertThat(journal("approval.decided").get(0).body()).contains("\"by\":\"policy\"");
  }

  @Test
  void whatIsNotShownToTheLetterIsForAPersonToDecide() {
    node.settings.put(
        "mooring.approval.rules",
        "[{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"allow\"}]");
    asking((s, message) -> List.of(agent.askFor(s, message, "git \u202elog", true)));
    String turn = post();

    assertThat(open().patterns().get(0)).doesNotContain("\u202e");
    decide(ANN, open(), Decision.ALWAYS);
    ended(turn);
    String next = post();
    decide(ANN, open(), Decision.ONCE);
    ended(next);
  }

  @Test
  void aQuestionIsAnsweredWithWhatItOffers() {
    asking((s, message) -> List.of(agent.question(s, message)));
    String turn = post();
    AskDocument question = open();
    assertThat(question.kind()).isEqualTo(AskKind.QUESTION);
    assertThat(question.questions().get(0).path("question").asText()).isEqualTo("Really?");

    for (List<List<String>> wrong :
        List.of(
            List.<List<String>>of(),
            List.of(List.<String>of()),
            List.of(List.of("yes", "no")),
            List.of(List.of("perhaps")),
            List.of(List.of("yes"), List.of("no")))) {
      assertThatThrownBy(() -> decide(ANN, question, new Choice.Answer(wrong)))
          .isInstanceOf(InvalidValue.class);
    }
    decide(ANN, question, new Choice.Answer(List.of(List.of("yes"))));

    assertThat(ended(turn).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(agent.replies).singleElement().asString().contains("[[\"yes\"]]");
    assertThat(journal("question."))
        .extracting(StoredEvent::type)
        .containsExactly("question.asked", "question.answered");
    assertThatThrownBy(
            () ->
                node.get(DecideAsk.class)
                    .decide(
                        ANN,
                        question.id(),
                        AskKind.APPROVAL,
                        new Choice.Approve(Decision.ONCE, Optional.empty())))
        .isInstanceOf(ApprovalFailure.class);
  }

  @Test
  void aChildsAskThatWasMissedIsFoundButNotAnOldOne() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.ask(s, "msg_000000000001old", false);
          String ask = a.ask(a.silentChild(s), message, false);
          a.dropStreams();
          await().atMost(Duration.ofSeconds(20)).until(() -> !a.isOpen(ask));
          a.finish(s, message, "stop");
          a.idle(s);
        };
    String turn = post();

    decide(ANN, open(), Decision.ONCE);

    assertThat(ended(turn).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(agent.replies).hasSize(1);
    assertThat(asks()).hasSize(1);
  }

  @Test
  void anAskThatVanishedUpstreamIsStale() {
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          String message = a.begin(s, prompt);
          a.answered(a.ask(s, message));
          await().until(() -> !asks().isEmpty());
          a.dropStreams();
          // The event stream comes back after a pause, which is longer after each try.
          await()
              .atMost(Duration.ofSeconds(60))
              .until(() -> asks().get(0).state() == AskState.STALE);
          a.finish(s, message, "stop");
          a.idle(s);
        };

    assertThat(ended(post()).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(journal("approval.decided")).hasSize(1);
    assertThatThrownBy(() -> decide(ANN, asks().get(0), Decision.ONCE))
        .isInstanceOf(ApprovalFailure.class);
  }

  @Test
  void aDecisionThatCouldNotBeToldIsToldLater() {
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();
    AskDocument ask = open();
    agent.breakDown("POST /permission/.*");

    assertThat(decide(ANN, ask, Decision.ONCE).state()).isEqualTo(AskState.DECIDED);
    agent.repair();

    assertThat(ended(turn).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(asks().get(0).state()).isEqualTo(AskState.SENT);
    assertThat(agent.replies).hasSize(1);
  }

  @Test
  void anAbortClosesWhatIsAsked() {
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();
    AskDocument ask = open();

    node.get(AbortTurn.class).abort(ANN, turn);

    assertThat(ended(turn).state()).isEqualTo(TurnState.ABORTED);
    assertThat(asks().get(0).state()).isEqualTo(AskState.STALE);
    assertThat(journal("approval.decided")).hasSize(1);
    assertThatThrownBy(() -> decide(ANN, ask, Decision.ONCE)).isInstanceOf(ApprovalFailure.class);
  }

  @Test
  void anAgentThatWaitsForPeopleIsNotSilent() {
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();
    AskDocument ask = open();

    node.pass(Duration.ofHours(2)); // the silence of turns is three minutes
    await().pollDelay(Duration.ofSeconds(5)).until(() -> open().id().equals(ask.id()));
    decide(ANN, ask, Decision.ONCE);

    assertThat(ended(turn).state()).isEqualTo(TurnState.COMPLETED);
  }

  @Test
  void whatNobodyDecidesInTimeIsRejected() {
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();
    open();

    node.pass(Duration.ofHours(25));

    ended(turn);
    AskDocument ask = asks().get(0);
    assertThat(ask.by()).contains("system");
    assertThat(ask.decision()).contains(Decision.REJECT);
    assertThat(agent.replies).singleElement().asString().contains("reject");
  }

  @Test
  void anAskOutlivesTheRunnerAndIsDecidedUnderTheNextOne() throws Exception {
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();
    AskDocument ask = open();
    node.node.loseLeases();
    await().until(() -> node.get(OpenTurns.class).count() == 0);

    try (TestSessions other = node("boot_b")) {
      TurnDispatcher next = TestTurns.dispatcher(other, threads);
      other.node.learnOfDeath("boot_a");
      other.get(TurnReaper.class).reap();
      await().until(() -> other.get(OpenTurns.class).count() == 1);
      other
          .get(DecideAsk.class)
          .decide(ANN, ask.id(), ask.kind(), new Choice.Approve(Decision.ONCE, Optional.empty()));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> other.get(ReadTurns.class).get(ANN, turn).state().hasEnded());
      assertThat(other.get(ReadTurns.class).get(ANN, turn).state()).isEqualTo(TurnState.COMPLETED);
      assertThat(asks()).hasSize(1);
      next.drain(Duration.ZERO);
    }
  }

  /** Another node takes the turn over, and ends it. */
  private TurnDocument endedElsewhere(String turn) throws Exception {
    try (TestSessions other = node("boot_b")) {
      TurnDispatcher next = TestTurns.dispatcher(other, threads);
      other.node.learnOfDeath("boot_a");
      other.get(TurnReaper.class).reap();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> other.get(ReadTurns.class).get(ANN, turn).state().hasEnded());
      next.drain(Duration.ZERO);
      return other.get(ReadTurns.class).get(ANN, turn);
    }
  }

  @Test
  void aDecisionThatTheRunnersDeathKeptBackIsToldByTheNextOne() throws Exception {
    decidedBetweenRunners(() -> agent.breakDown("POST /permission/.*"));
  }

  @Test
  void aDecisionThatArrivedThoughNobodyHeardOfItIsNotToldAgain() throws Exception {
    decidedBetweenRunners(() -> agent.loseAnswer("POST /permission/.*"));
  }

  /** The first runner is gone when it is decided; the fault is over when the next one begins. */
  private void decidedBetweenRunners(Runnable fault) throws Exception {
    asking((s, message) -> List.of(agent.ask(s, message)));
    String turn = post();
    AskDocument ask = open();
    node.node.loseLeases();
    await().until(() -> node.get(OpenTurns.class).count() == 0);
    fault.run();
    assertThat(decide(ANN, ask, Decision.ONCE).state()).isEqualTo(AskState.DECIDED);
    agent.repair();

    assertThat(endedElsewhere(turn).state()).isEqualTo(TurnState.COMPLETED);
    assertThat(asks().get(0).state()).isEqualTo(AskState.SENT);
    assertThat(agent.replies).singleElement().asString().contains("once");
    assertThat(journal("approval.decided")).hasSize(1);
  }

  /** The agent asks and does nothing more; what it has asked will be in here. */
  private String[] askingAndWaiting() {
    String[] asked = new String[1];
    agent.behaviour =
        (a, s, prompt) -> {
          a.busy(s);
          asked[0] = a.ask(s, a.begin(s, prompt));
        };
    return asked;
  }

  @Test
  void anAskOfAnAgentThatDiesIsAskedNoMoreAndItsTurnBreaksOff() {
    String[] asked = askingAndWaiting();
    String turn = post();
    AskDocument ask = open();

    agent.answered(asked[0]); // it was in the memory of the one that dies
    agent.die();

    assertThat(ended(turn).state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(asks()).singleElement().matches(a -> a.state() == AskState.STALE);
    assertThat(journal("approval.decided")).hasSize(1);
    assertThatThrownBy(() -> decide(ANN, ask, Decision.ONCE))
        .isInstanceOfSatisfying(
            ApprovalFailure.class, e -> assertThat(e.code()).isEqualTo("already-decided"));
    assertThat(agent.replies).isEmpty();
    agent.behaviour = (a, s, prompt) -> a.say(s, prompt, "goes on");
    assertThat(ended(post()).text()).isEqualTo("goes on");
  }

  @Test
  void aDecisionForAnAgentThatIsGoneIsSettledWithItsTurn() {
    String[] asked = askingAndWaiting();
    String turn = post();
    AskDocument ask = open();
    agent.breakDown(".*");
    agent.answered(asked[0]);
    agent.die();
    assertThat(decide(ANN, ask, Decision.ONCE).state()).isEqualTo(AskState.DECIDED);
    agent.repair();

    assertThat(ended(turn).state()).isEqualTo(TurnState.INTERRUPTED);
    assertThat(asks()).singleElement().matches(a -> a.state() == AskState.SENT);
    assertThat(journal("approval.decided")).hasSize(1);
  }
}
