package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static io.mooring.session.TestSessions.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.feed.Journal;
import io.mooring.host.DataDirectory;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.problem.Problem;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.turn.TestTurns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LadderTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();
  private static final Caller ADAM = new Caller("default", "adam", Set.of(Role.ADMIN));
  private static final Caller BOB = new Caller("default", "bob", Set.of(Role.USER));

  @TempDir static Path data;
  private final FakeAgent agent = new FakeAgent();
  private final List<TestSessions> nodes = new ArrayList<>();
  private final List<DataDirectory> directories = new ArrayList<>();
  private static final AtomicInteger made = new AtomicInteger();

  @AfterEach
  void clear() {
    nodes.forEach(TestSessions::close);
    directories.forEach(DataDirectory::close);
    agent.close();
  }

  private TestSessions node(TestDatabase.Kind kind) {
    return node(kind, "boot_" + nodes.size());
  }

  private TestSessions node(TestDatabase.Kind kind, String boot) {
    TestSessions node = new TestSessions(DATABASES.get(kind), agent, boot, data.resolve(boot));
    TestTurns.bind(node);
    node.settings.put("mooring.session.fresh", "PT0S");
    DataDirectory files = DataDirectory.open(data.resolve("files" + made.incrementAndGet()));
    directories.add(files);
    node.beans.bind(DataDirectory.class, files);
    nodes.add(node);
    return node;
  }

  private static Ensured ensure(TestSessions node, String id) {
    return node.get(OpenSession.class).ensure(ANN, id);
  }

  /** The bodies of the session's changes of context, oldest first. */
  private static List<JsonNode> told(TestSessions node, String id) {
    return node.beans.inTransaction(() -> node.get(Journal.class).read(SYSTEM, id, 0, 100)).stream()
        .filter(event -> event.type().equals("session.context"))
        .map(event -> Json.read(event.body()))
        .toList();
  }

  private static List<String> codes(JsonNode told) {
    List<String> codes = new ArrayList<>();
    told.path("reason").forEach(reason -> codes.add(reason.path("code").asText()));
    return codes;
  }

  private SessionDocument moveTo(TestSessions node, String id, Path directory) throws Exception {
    node.settings.put("mooring.session.roots", data.toRealPath().toString());
    return node.get(SessionChanges.class)
        .change(ANN, id, TestChanges.workdir(Files.createDirectories(directory)), Optional.empty());
  }

  /** Answers of the fake agent name none. */
  private static void useModel(TestSessions node, String id) {
    node.get(SessionChanges.class)
        .change(
            ANN,
            id,
            new SessionChange(
                Patched.absent(),
                Patched.absent(),
                Patched.to(new ModelRef("scripted", "echo")),
                Patched.absent(),
                Patched.absent(),
                Patched.absent()),
            Optional.empty());
  }

  // --- restored

  @ParameterizedTest
  @EnumSource
  void aLostSessionComesBackFromTheMostFaithfulHistory(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String id = node.session();
    String lost = ensure(node, id).upstreamSessionId();
    agent.forget(lost);
    node.histories.add(Conversations.kept(100, Conversations.of("ses_own", "poor")));
    node.histories.add(Conversations.source(0, "export", Optional.empty()));
    node.histories.add(Conversations.kept(50, Conversations.of("ses_kept", "walrus", "noted")));

    Ensured back = ensure(node, id);

    assertThat(back.context()).isEqualTo(OpenContext.RESTORED);
    assertThat(back.created()).isTrue();
    assertThat(agent.said(back.upstreamSessionId()))
        .containsExactly("user: walrus", "assistant: noted");
    JsonNode info = agent.info(back.upstreamSessionId());
    assertThat(info.path("directory").asText()).isEqualTo(node.read(id).workdir());
    assertThat(info.at("/metadata/mooring/session").asText()).isEqualTo(id);
    assertThat(node.read(id).context()).contains(OpenContext.RESTORED);
    JsonNode told = told(node, id).get(1);
    assertThat(told.path("context").asText()).isEqualTo("restored");
    assertThat(told.path("replaced").asText()).isEqualTo(lost);
    assertThat(codes(told)).containsExactly("upstream-not-found");
    assertThat(ensure(node, id).context()).isEqualTo(OpenContext.EXISTING);
  }

  @ParameterizedTest
  @EnumSource
  void theNewIdOfEachOldOneIsKept(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String id = node.session();
    agent.forget(ensure(node, id).upstreamSessionId());
    node.histories.add(Conversations.kept(0, Conversations.of("ses_kept", "walrus")));

    String back = ensure(node, id).upstreamSessionId();

    Map<String, String> ids =
        node.beans.inTransaction(
            () -> node.get(SessionHistory.class).importOf(SYSTEM, back).orElseThrow().ids());
    assertThat(ids).containsEntry("ses_kept", back).containsKeys("msg_kept0", "prt_kept0");
  }

  @ParameterizedTest
  @EnumSource
  void withoutTheCommandLineTheAgentIsToldWhatWasSaid(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    node.commandLine = false;
    String id = node.session();
    agent.forget(ensure(node, id).upstreamSessionId());
    node.histories.add(Conversations.kept(0, Conversations.of("ses_kept", "walrus", "noted")));

    Ensured back = ensure(node, id);

    assertThat(back.context()).isEqualTo(OpenContext.RESTORED);
    assertThat(agent.said(back.upstreamSessionId())).hasSize(1);
    assertThat(agent.said(back.upstreamSessionId()).get(0)).contains("User: walrus");
    assertThat(agent.sessionIds()).containsExactly(back.upstreamSessionId());
    assertThat(codes(told(node, id).get(1)))
        .containsExactly("upstream-not-found", "import-not-possible");
  }

  @ParameterizedTest
  @EnumSource
  void aHistoryThatCantBeReadStopsTheLadder(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String id = node.session();
    String lost = ensure(node, id).upstreamSessionId();
    agent.forget(lost);
    node.histories.add(
        new HistorySource() {
          @Override
          public int rank() {
            return 0;
          }

          @Override
          public Optional<History> history(
              io.mooring.access.SystemCaller system, String sessionId) {
            throw SessionFailure.closed(); // any problem: it says not that nothing is there
          }
        });
    node.histories.add(Conversations.kept(100, Conversations.of("ses_own", "poor")));

    assertThatThrownBy(() -> ensure(node, id)).isInstanceOf(Problem.class);

    assertThat(node.read(id).upstreamSessionId()).contains(lost);
    assertThat(agent.sessionIds()).isEmpty();
    assertThat(told(node, id)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void whereNothingIsKeptItBeginsAnewAndSaysSo(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String id = node.session();
    agent.forget(ensure(node, id).upstreamSessionId());

    assertThat(ensure(node, id).context()).isEqualTo(OpenContext.FRESH);

    JsonNode told = told(node, id).get(1);
    assertThat(codes(told)).containsExactly("upstream-not-found", "no-history");
    assertThat(told.at("/reason/1/rung").asText()).isEqualTo("restored");
    assertThat(told.at("/reason/1/message").asText()).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void aReplacedSessionGoesOnUnlessAFreshOneIsWanted(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String id = node.session();
    OpenSession open = node.get(OpenSession.class);
    String first = ensure(node, id).upstreamSessionId();
    useModel(node, id);
    agent.say(first, "msg_prompt", "walrus");

    Ensured goesOn = open.recreate(ANN, id, Optional.of(first));
    Ensured anew = open.recreate(ANN, id, Optional.of(goesOn.upstreamSessionId()), true);

    assertThat(goesOn.context()).isEqualTo(OpenContext.RESTORED);
    assertThat(agent.said(goesOn.upstreamSessionId())).containsExactly("assistant: walrus");
    assertThat(anew.context()).isEqualTo(OpenContext.FRESH);
    assertThat(agent.said(anew.upstreamSessionId())).isEmpty();
    assertThat(codes(told(node, id).get(2))).containsExactly("replaced", "not-wanted");
  }

  @ParameterizedTest
  @EnumSource
  void aStoredIdThatCantBeOneCountsAsLost(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String id = node.session();
    SessionClaims claims = node.get(SessionClaims.class);
    var any = new SessionClaims.Wanted(Instant.EPOCH, Optional.empty(), false);
    var won = (SessionClaims.Claiming.Won) claims.claim(ANN, id, any);
    claims.complete(
        SYSTEM,
        won.claim(),
        new Opened(
            "no/id", "/w", OpenContext.FRESH, Optional.empty(), List.of(), Optional.empty()));

    assertThat(ensure(node, id).context()).isEqualTo(OpenContext.FRESH);
  }

  // --- forked

  @ParameterizedTest
  @EnumSource
  void inAnotherDirectoryACopyGoesOn(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind);
    String id = node.session();
    String old = ensure(node, id).upstreamSessionId();
    agent.say(old, "msg_prompt", "walrus");
    String workdir = moveTo(node, id, data.resolve("elsewhere")).workdir();

    Ensured forked = ensure(node, id);

    assertThat(forked.context()).isEqualTo(OpenContext.FORKED);
    assertThat(agent.said(forked.upstreamSessionId())).containsExactly("assistant: walrus");
    JsonNode info = agent.info(forked.upstreamSessionId());
    assertThat(info.path("directory").asText()).isEqualTo(workdir);
    assertThat(info.at("/metadata/mooring/nonce").asText())
        .isNotEqualTo(agent.info(old).at("/metadata/mooring/nonce").asText());
    assertThat(info.path("metadata").has("mooringFork")).isFalse();
    assertThat(agent.info(old).path("metadata").has("mooringFork")).isFalse();
    assertThat(agent.sessionIds()).containsExactlyInAnyOrder(old, forked.upstreamSessionId());
    JsonNode told = told(node, id).get(1);
    assertThat(told.path("replaced").asText()).isEqualTo(old);
    assertThat(codes(told)).containsExactly("other-directory");
    assertThat(ensure(node, id).context()).isEqualTo(OpenContext.EXISTING);
  }

  @ParameterizedTest
  @EnumSource
  void aSessionThatWasMovedBehindOurBackIsForkedBack(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String id = node.session();
    String old = ensure(node, id).upstreamSessionId();
    agent.moveBehindOurBack(old, node.read(id).workdir() + "/");
    assertThat(ensure(node, id).context()).isEqualTo(OpenContext.EXISTING);
    agent.moveBehindOurBack(old, "/somewhere");

    assertThat(ensure(node, id).context()).isEqualTo(OpenContext.FORKED);
  }

  @ParameterizedTest
  @EnumSource
  void intoAnotherProjectTheConversationIsBroughtOver(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind);
    String id = node.session();
    String old = ensure(node, id).upstreamSessionId();
    agent.say(old, "msg_prompt", "walrus");
    String workdir = moveTo(node, id, data.resolve("project")).workdir();
    agent.otherProject(workdir);
    useModel(node, id);

    Ensured forked = ensure(node, id);

    assertThat(forked.context()).isEqualTo(OpenContext.FORKED);
    assertThat(agent.said(forked.upstreamSessionId())).containsExactly("assistant: walrus");
    assertThat(agent.info(forked.upstreamSessionId()).path("directory").asText())
        .isEqualTo(workdir);
    assertThat(agent.sessionIds()).containsExactlyInAnyOrder(old, forked.upstreamSessionId());
    assertThat(codes(told(node, id).get(1))).containsExactly("other-directory", "other-project");
  }

  @ParameterizedTest
  @EnumSource
  void aMoveThatUpstreamCantAnswerChangesNothing(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind, "boot_move_" + kind);
    String id = node.session();
    String old = ensure(node, id).upstreamSessionId();
    moveTo(node, id, data.resolve("elsewhere"));
    agent.breakDown("POST /experimental/.*");

    assertThatThrownBy(() -> ensure(node, id)).isInstanceOf(Problem.class);
    assertThat(node.read(id).upstreamSessionId()).contains(old);
    assertThat(agent.sessionIds()).hasSize(2);
    agent.repair();
    node.pass(Duration.ofSeconds(61));
    node.get(SessionReaper.class).settleAbandoned(SYSTEM, node.node.bootId());

    assertThat(agent.sessionIds()).containsExactly(old);
  }

  @ParameterizedTest
  @EnumSource
  void aForkWhoseAnswerWasLostIsFoundByWhatItsSourceCarried(TestDatabase.Kind kind)
      throws Exception {
    TestSessions dead = node(kind, "boot_dead_" + kind);
    String id = dead.session();
    String old = ensure(dead, id).upstreamSessionId();
    String twin = agent.fork(old); // somebody else's copy, with the mark of the finished intent
    moveTo(dead, id, data.resolve("elsewhere"));
    agent.loseAnswer("POST /session/.*/fork");
    assertThatThrownBy(() -> ensure(dead, id)).isInstanceOf(Problem.class);
    assertThat(agent.sessionIds()).hasSize(3);

    node(kind, "boot_alive_" + kind)
        .get(SessionReaper.class)
        .settleIntents(SYSTEM, Set.of(dead.node.bootId()));

    assertThat(agent.sessionIds()).containsExactlyInAnyOrder(old, twin);
  }

  @ParameterizedTest
  @EnumSource
  void anImportThatNobodyFinishedIsDeletedByTheIdThatItWasGiven(TestDatabase.Kind kind) {
    TestSessions dead = node(kind, "boot_import_" + kind);
    String id = dead.session();
    agent.forget(ensure(dead, id).upstreamSessionId());
    dead.histories.add(Conversations.kept(0, Conversations.of("ses_kept", "walrus")));
    SessionClaims claims = dead.get(SessionClaims.class);
    var any = new SessionClaims.Wanted(Instant.MAX, Optional.empty(), false);
    var won = (SessionClaims.Claiming.Won) claims.claim(ANN, id, any);
    dead.get(Ladder.class).climb(won.claim(), Optional.empty());
    assertThat(agent.sessionIds()).hasSize(1);

    node(kind, "boot_alive_" + kind)
        .get(SessionReaper.class)
        .settleIntents(SYSTEM, Set.of(dead.node.bootId()));

    assertThat(agent.sessionIds()).isEmpty();
  }

  // --- resumed and adopted

  private static CreateSession.Created create(
      TestSessions node, Caller caller, SessionOrigin origin, Optional<Path> workdir) {
    var wanted =
        new NewSession(
            Optional.empty(),
            Optional.empty(),
            "build",
            Optional.empty(),
            workdir,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return node.get(CreateSession.class).create(caller, wanted, origin, Optional.empty());
  }

  private static SessionOrigin resuming(String cursor) {
    return new SessionOrigin(Optional.of(cursor), Optional.empty());
  }

  private static SessionOrigin adopting(String upstream) {
    return new SessionOrigin(Optional.empty(), Optional.of(upstream));
  }

  @ParameterizedTest
  @EnumSource
  void aResumedConversationGoesOnInACopy(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String first = node.session();
    Ensured opened = ensure(node, first);
    agent.say(opened.upstreamSessionId(), "msg_prompt", "walrus");

    String second =
        create(node, ANN, resuming(opened.resumeCursor()), Optional.empty()).session().id();
    Ensured resumed = ensure(node, second);

    assertThat(resumed.context()).isEqualTo(OpenContext.FORKED);
    assertThat(resumed.upstreamSessionId()).isNotEqualTo(opened.upstreamSessionId());
    assertThat(agent.said(resumed.upstreamSessionId())).containsExactly("assistant: walrus");
    assertThat(ensure(node, first).upstreamSessionId()).isEqualTo(opened.upstreamSessionId());
  }

  @ParameterizedTest
  @EnumSource
  void aCursorWhoseConversationIsGoneWedgesNothing(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String first = node.session();
    Ensured opened = ensure(node, first);
    String second =
        create(node, ANN, resuming(opened.resumeCursor()), Optional.empty()).session().id();
    agent.forget(opened.upstreamSessionId());

    assertThat(ensure(node, second).context()).isEqualTo(OpenContext.FRESH);
  }

  @ParameterizedTest
  @EnumSource
  void aCursorOfSomebodyElseIsForeign(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String cursor = ensure(node, node.session()).resumeCursor();

    assertThatThrownBy(() -> create(node, BOB, resuming(cursor), Optional.empty()))
        .isInstanceOfSatisfying(
            InvalidValue.class, e -> assertThat(e.code()).isEqualTo("bad-cursor"));
  }

  @ParameterizedTest
  @EnumSource
  void aCursorThatIsMalformedLaterOrForeignIsRefused(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    ResumeCursors cursors = node.get(ResumeCursors.class);
    String cursor = cursors.of("default", "ses_ours", "ses_theirs");
    byte[] later = Base64.getUrlDecoder().decode(cursor);
    later[0] = 2;
    byte[] forged = Base64.getUrlDecoder().decode(cursor);
    forged[forged.length - 3] ^= 1;

    assertThat(cursors.read("default", cursor))
        .isEqualTo(new ResumeSource("ses_theirs", "ses_ours"));
    for (String wrong :
        List.of(
            "",
            "AQ",
            "no base64!",
            cursor + "A".repeat(2_000),
            cursors.of("other", "ses_ours", "ses_theirs"),
            Base64.getUrlEncoder().encodeToString(later),
            Base64.getUrlEncoder().encodeToString(forged))) {
      assertThatThrownBy(() -> cursors.read("default", wrong))
          .as(wrong)
          .isInstanceOfSatisfying(
              InvalidValue.class, e -> assertThat(e.code()).isEqualTo("bad-cursor"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void administratorsAdoptWhatSomebodyElseMade(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind);
    Path directory = Files.createDirectories(data.resolve("adopted")).toRealPath();
    node.settings.put("mooring.session.roots", data.toRealPath().toString());
    String made = "ses_adopted" + kind;
    agent.imported(directory.toString(), Json.object().set("info", Conversations.info(made)));

    assertThatThrownBy(() -> create(node, ANN, adopting(made), Optional.empty()))
        .isInstanceOf(Forbidden.class);
    SessionDocument session = create(node, ADAM, adopting(made), Optional.empty()).session();

    assertThat(session.workdir()).isEqualTo(directory.toString());
    assertThat(session.upstreamSessionId()).contains(made);
    assertThat(node.get(OpenSession.class).ensure(ADAM, session.id()).context())
        .isEqualTo(OpenContext.EXISTING);
    assertThatThrownBy(() -> create(node, ADAM, adopting(made), Optional.empty()))
        .isInstanceOfSatisfying(
            SessionFailure.class, e -> assertThat(e.code()).isEqualTo("upstream-bound"));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotThereOrOutsideTheRootsIsNotAdopted(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind);
    node.settings.put("mooring.session.roots", data.toRealPath().toString());
    agent.imported("/", Json.object().set("info", Conversations.info("ses_outside")));

    for (String wrong : List.of("ses_nobody", "no id", "ses_outside")) {
      assertThatThrownBy(() -> create(node, ADAM, adopting(wrong), Optional.empty()))
          .isInstanceOf(InvalidValue.class);
    }
    agent.breakDown("GET /session/.*");
    assertThatThrownBy(() -> create(node, ADAM, adopting("ses_outside"), Optional.empty()))
        .isInstanceOf(io.mooring.opencode.UpstreamFailure.class);
  }

  @ParameterizedTest
  @EnumSource
  void aFailedClaimOnAnAdoptedSessionLeavesItThere(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind);
    Path directory = Files.createDirectories(data.resolve("adopted2")).toRealPath();
    node.settings.put("mooring.session.roots", data.toRealPath().toString());
    String made = "ses_left" + kind;
    agent.imported(directory.toString(), Json.object().set("info", Conversations.info(made)));
    String id = create(node, ADAM, adopting(made), Optional.empty()).session().id();
    SessionClaims claims = node.get(SessionClaims.class);
    var any = new SessionClaims.Wanted(Instant.MAX, Optional.empty(), false);
    var won = (SessionClaims.Claiming.Won) claims.claim(ADAM, id, any);
    Opened opened = node.get(Ladder.class).climb(won.claim(), Optional.empty());
    claims.giveUp(SYSTEM, won.claim());

    assertThat(claims.complete(SYSTEM, won.claim(), opened)).isFalse();
    node.get(Ladder.class).undo(won.claim(), opened);

    assertThat(agent.sessionIds()).contains(made);
    assertThat(agent.count("POST /session/" + made + "/abort")).isZero();
  }

  // --- the workdir

  @ParameterizedTest
  @EnumSource
  void aMoveWhileItIsOpenedMakesTheOpeningVain(TestDatabase.Kind kind) throws Exception {
    TestSessions node = node(kind);
    String id = node.session();
    SessionClaims claims = node.get(SessionClaims.class);
    var any = new SessionClaims.Wanted(Instant.EPOCH, Optional.empty(), false);
    var won = (SessionClaims.Claiming.Won) claims.claim(ANN, id, any);
    Opened opened = node.get(Ladder.class).climb(won.claim(), Optional.empty());
    String workdir = moveTo(node, id, data.resolve("meanwhile")).workdir();

    assertThat(claims.complete(SYSTEM, won.claim(), opened)).isFalse();
    node.get(Ladder.class).undo(won.claim(), opened);

    assertThat(agent.info(ensure(node, id).upstreamSessionId()).path("directory").asText())
        .isEqualTo(workdir);
  }

  @ParameterizedTest
  @EnumSource
  void aWorkdirOutsideTheRootsIsRefused(TestDatabase.Kind kind) {
    TestSessions node = node(kind);
    String id = node.session();

    assertThatThrownBy(() -> moveTo(node, id, Path.of("/tmp")))
        .isInstanceOfSatisfying(
            InvalidValue.class, e -> assertThat(e.code()).isEqualTo("workdir-not-allowed"));
  }
}
