package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.feed.Journal;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeleteSessionTest {
  private static final Caller BOB = new Caller("default", "bob", Set.of(Role.USER));
  private static final Caller ADAM = new Caller("default", "adam", Set.of(Role.ADMIN));
  private static final Caller AUDREY = new Caller("default", "audrey", Set.of(Role.AUDITOR));
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir Path temp;
  private final FakeAgent agent = new FakeAgent();
  private final FakeTurns turns = new FakeTurns();
  private TestSessions node;

  /** Sessions are busy when the test says so. */
  private static final class FakeTurns implements RunningTurns {
    final Set<String> busy = new HashSet<>();
    final Set<String> aborted = new HashSet<>();

    @Override
    public boolean any(Actor actor, String sessionId) {
      return busy.contains(sessionId);
    }

    @Override
    public void abortAll(Actor actor, String sessionId) {
      aborted.add(sessionId);
    }

    @Override
    public void abortAll(Actor actor, Session locked) {
      aborted.add(locked.id());
    }

    @Override
    public Optional<Prompt> runningPrompt(Actor actor, String sessionId) {
      return Optional.empty();
    }

    @Override
    public void abortRunning(Actor actor, Session locked) {
      aborted.add(locked.id());
    }
  }

  @AfterEach
  void clear() {
    node.close();
    agent.close();
  }

  private void on(TestDatabase.Kind kind) {
    node = new TestSessions(DATABASES.get(kind), agent, "boot_" + kind, temp.resolve("data"));
    node.beans.bind(RunningTurns.class, turns);
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectories(temp.toRealPath().resolve(name));
  }

  /** A directory that holds work. */
  private Path dirty(String name) throws IOException {
    Path directory = directory(name);
    Files.writeString(directory.resolve("work.txt"), "unsaved");
    return directory;
  }

  private String sessionIn(Path workdir, boolean owned) {
    return session(ANN, Optional.empty(), "build", workdir, owned);
  }

  private String session(
      Caller owner, Optional<String> key, String used, Path workdir, boolean owned) {
    var wanted =
        new NewSession(
            key,
            Optional.empty(),
            used,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    String id = node.ids.next("ses");
    return node.get(SessionCreation.class)
        .create(
            owner,
            wanted,
            new SessionCreation.Place(id, workdir.toString(), owned),
            Optional.empty())
        .session()
        .id();
  }

  private void delete(String session) {
    delete(session, false, false);
  }

  private void delete(String session, boolean abort, boolean discard) {
    node.get(DeleteSession.class).one(ANN, session, abort, discard, Optional.empty());
  }

  private void deleteKey(Caller caller, String key) {
    node.get(DeleteSession.class).all(caller, key, false, false);
  }

  private boolean isThere(String session) {
    return node.beans.inTransaction(
        () -> node.get(Sessions.class).find(TestSessions.SYSTEM, session).isPresent());
  }

  private static SessionFailure failure(Runnable call) {
    SessionFailure failure = catchThrowableOfType(SessionFailure.class, call::run);
    assertThat(failure).isNotNull();
    return failure;
  }

  @ParameterizedTest
  @EnumSource
  void theLastSessionOfADirtyWorkdirIsNotDeleted(TestDatabase.Kind kind) throws IOException {
    on(kind);
    Path workdir = dirty("a" + kind);
    String session = sessionIn(workdir, true);
    node.get(OpenSession.class).ensure(ANN, session);

    SessionFailure refused = failure(() -> delete(session));

    assertThat(refused.code()).isEqualTo("workdir-dirty");
    assertThat(refused.facts()).containsEntry("sessionId", session);
    assertThat(refused.facts().get("report"))
        .hasToString(
            "{uncommitted=[work.txt], unpushed=[], unmerged=[], unreadable=[],"
                + " counts={uncommitted=1, unpushed=0, unmerged=0, unreadable=0}}");
    assertThat(isThere(session)).isTrue();
    assertThat(agent.sessionIds()).hasSize(1);
    assertThat(turns.aborted).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whoDiscardsDeletesAndWhatIsNotBelowOurOwnDirectoryStays(TestDatabase.Kind kind)
      throws IOException {
    on(kind);
    Path workdir = dirty("b" + kind);
    String session = sessionIn(workdir, true);

    delete(session, false, true);

    assertThat(isThere(session)).isFalse();
    assertThat(workdir.resolve("work.txt")).hasContent("unsaved");
  }

  @ParameterizedTest
  @EnumSource
  void aCallersDirectoryIsNotLookedAt(TestDatabase.Kind kind) throws IOException {
    on(kind);
    Path workdir = dirty("c" + kind);
    String session = sessionIn(workdir, false);

    delete(session);

    assertThat(isThere(session)).isFalse();
    assertThat(workdir.resolve("work.txt")).hasContent("unsaved");
  }

  @ParameterizedTest
  @EnumSource
  void aWorkdirThatAnotherSessionHasIsNoReasonToRefuse(TestDatabase.Kind kind) throws IOException {
    on(kind);
    Path workdir = dirty("d" + kind);
    String first = sessionIn(workdir, true);
    String last = sessionIn(workdir, true);

    delete(first);

    assertThat(failure(() -> delete(last)).code()).isEqualTo("workdir-dirty");
    assertThat(isThere(first)).isFalse();
    assertThat(isThere(last)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void busyComesBeforeTheLookIntoTheWorkdir(TestDatabase.Kind kind) throws IOException {
    on(kind);
    String session = sessionIn(dirty("e" + kind), true);
    turns.busy.add(session);

    assertThat(failure(() -> delete(session)).code()).isEqualTo("busy");
    assertThat(failure(() -> delete(session, true, false)).code()).isEqualTo("workdir-dirty");
    assertThat(turns.aborted).isEmpty();
    delete(session, true, true);

    assertThat(turns.aborted).containsExactly(session);
    assertThat(isThere(session)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whatChangedSinceTheLookIsLookedAtAgain(TestDatabase.Kind kind) throws IOException {
    on(kind);
    Path workdir = directory("f" + kind);
    String first = sessionIn(workdir, true);
    String second = sessionIn(workdir, true);
    SessionDeletion deletion = node.get(SessionDeletion.class);
    var wanted =
        new SessionDeletion.Wanted(
            Optional.of(first), Optional.empty(), false, false, Optional.empty());
    SessionDeletion.Looked notLast = deletion.look(ANN, wanted);
    assertThat(notLast.abandoned()).isEmpty();
    delete(second);

    assertThat(deletion.delete(ANN, wanted, notLast)).isEmpty();
    assertThat(isThere(first)).isTrue();

    SessionDeletion.Looked last = deletion.look(ANN, wanted);
    assertThat(last.abandoned()).containsEntry(workdir.toString(), first);
    node.get(SessionChanges.class).change(ANN, first, TestChanges.title("new"), Optional.empty());
    assertThat(deletion.delete(ANN, wanted, last)).isEmpty();
    assertThat(deletion.delete(ANN, wanted, deletion.look(ANN, wanted))).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void aTombstoneFreesItsKeyAndKeepsItsJournal(TestDatabase.Kind kind) throws IOException {
    on(kind);
    String key = "chat-" + kind;
    String old = session(ANN, Optional.of(key), "build", directory("g" + kind), true);
    node.get(OpenSession.class).ensure(ANN, old);

    delete(old);
    String again = session(ANN, Optional.of(key), "build", directory("g2" + kind), true);

    assertThat(again).isNotEqualTo(old);
    assertThatThrownBy(() -> node.get(SessionChanges.class).read(ANN, old))
        .isInstanceOf(SessionFailure.class)
        .hasMessageContaining("no such session");
    assertThat(node.beans.inTransaction(() -> node.get(Journal.class).read(ANN, old, 0, 100)))
        .isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyEndsWithAllItsAgentsSessions(TestDatabase.Kind kind) throws IOException {
    on(kind);
    String key = "all-" + kind;
    Path workdir = directory("h" + kind);
    String build = session(ANN, Optional.of(key), "build", workdir, true);
    String plan = session(ANN, Optional.of(key), "plan", workdir, true);
    String other = session(ANN, Optional.of(key + "2"), "build", directory("h2" + kind), true);
    List.of(build, plan, other).forEach(id -> node.get(OpenSession.class).ensure(ANN, id));

    deleteKey(ANN, key);

    assertThat(isThere(build)).isFalse();
    assertThat(isThere(plan)).isFalse();
    assertThat(isThere(other)).isTrue();
    assertThat(agent.sessionIds()).hasSize(1);
    assertThat(failure(() -> deleteKey(ANN, key)).code()).isEqualTo("session-not-found");
  }

  @ParameterizedTest
  @EnumSource
  void aKeyStaysWholeWhenOneOfItsSessionsMayNotGo(TestDatabase.Kind kind) throws IOException {
    on(kind);
    String key = "whole-" + kind;
    Path shared = dirty("i" + kind);
    String build = session(ANN, Optional.of(key), "build", shared, true);
    String plan = session(ANN, Optional.of(key), "plan", shared, true);

    // Both go at once, so the workdir they share would be nobody's.
    assertThat(failure(() -> deleteKey(ANN, key)).code()).isEqualTo("workdir-dirty");
    Files.delete(shared.resolve("work.txt"));
    turns.busy.add(plan);
    assertThat(failure(() -> deleteKey(ANN, key)).code()).isEqualTo("busy");

    assertThat(isThere(build)).isTrue();
    assertThat(isThere(plan)).isTrue();
    assertThat(turns.aborted).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void ofAKeyOnlyThoseGoThatTheCallerMayChange(TestDatabase.Kind kind) throws IOException {
    on(kind);
    String key = "mine-" + kind;
    String anns = session(ANN, Optional.of(key), "build", directory("j" + kind), true);
    String bobs = session(BOB, Optional.of(key), "plan", directory("j2" + kind), true);

    assertThat(failure(() -> deleteKey(AUDREY, key)).code()).isEqualTo("session-not-found");
    deleteKey(BOB, key);
    assertThat(isThere(anns)).isTrue();
    assertThat(isThere(bobs)).isFalse();
    deleteKey(ADAM, key);
    assertThat(isThere(anns)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whoMayNotChangeASessionDoesNotLearnWhatItsWorkdirHolds(TestDatabase.Kind kind)
      throws IOException {
    on(kind);
    String session = sessionIn(dirty("k" + kind), true);
    DeleteSession delete = node.get(DeleteSession.class);

    assertThatThrownBy(() -> delete.one(AUDREY, session, false, false, Optional.empty()))
        .isInstanceOf(Forbidden.class);
    assertThat(failure(() -> delete.one(BOB, session, false, false, Optional.empty())).code())
        .isEqualTo("session-not-found");
    assertThat(failure(() -> delete.one(ANN, session, false, false, Optional.of(99L))).code())
        .isEqualTo("version-differs");
  }
}
