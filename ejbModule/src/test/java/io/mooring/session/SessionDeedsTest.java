package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.audit.AuditDocument;
import io.mooring.audit.AuditSteps;
import io.mooring.audit.TestAudit;
import io.mooring.json.Json;
import io.mooring.schema.TestDatabase;
import io.mooring.turn.TestTurns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the audit has of sessions: each deed once, with who did it, and nothing that was refused.
 */
class SessionDeedsTest {
  private static final Caller ADAM = new Caller("default", "adam", Set.of(Role.ADMIN));
  private static final Caller BOB = new Caller("default", "bob", Set.of(Role.USER));

  @TempDir Path data;
  private final TestDatabase database = TestDatabase.start(TestDatabase.Kind.DERBY);
  private final FakeAgent agent = new FakeAgent();
  private TestSessions node;

  @BeforeEach
  void start() throws IOException {
    node = new TestSessions(database, agent, "boot_a", data.resolve("a"));
    TestTurns.bind(node);
    node.settings.put("mooring.session.roots", data.toRealPath().toString());
  }

  @AfterEach
  void stop() {
    node.close();
    agent.close();
    database.close();
  }

  private List<String> deeds(String session) {
    return TestAudit.lines(node.get(AuditSteps.class), session);
  }

  @Test
  void whoDeletesIsKeptAndWhoMayNotIsNot() {
    String session = node.session();
    DeleteSession deletion = node.get(DeleteSession.class);
    assertThatThrownBy(() -> deletion.one(BOB, session, false, false, Optional.empty()))
        .isInstanceOf(SessionFailure.class);
    assertThat(deeds(session)).isEmpty();

    deletion.one(ADAM, session, false, true, Optional.empty());

    assertThat(deeds(session))
        .containsExactly(
            "adam session.deleted {\"discard\":\"true\",\"key\":\""
                + session
                + "\",\"owner\":\"ann\"}");
  }

  @Test
  void aSessionIsClosedOnce() {
    String session = node.session();

    node.get(EndSession.class).close(ANN, session);
    node.get(EndSession.class).close(ANN, session);

    assertThat(deeds(session)).containsExactly("ann session.closed {}");
  }

  @Test
  void otherRulesAndAnotherWorkdirAreKeptATitleIsNot() throws IOException {
    String session = node.session();
    SessionChanges changes = node.get(SessionChanges.class);
    Path other = Files.createDirectories(data.toRealPath().resolve("other"));

    changes.change(ANN, session, TestChanges.title("Mine"), Optional.empty());
    String rules = "[{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"deny\"}]";
    changes.change(ANN, session, TestChanges.permissions(Patched.to(rules)), Optional.empty());
    changes.change(ANN, session, TestChanges.workdir(other), Optional.empty());

    List<AuditDocument> deeds = TestAudit.of(node.get(AuditSteps.class), session);
    assertThat(deeds)
        .extracting(AuditDocument::action)
        .containsExactly("session.permissions", "session.moved");
    assertThat(deeds.get(1).facts().toString()).doesNotContain(other.toString());
  }

  @Test
  void anAdoptionIsKept() throws IOException {
    String elsewhere = "ses_elsewhere";
    agent.imported(
        data.toRealPath().toString(), Json.object().set("info", Conversations.info(elsewhere)));

    var adopting = new SessionOrigin(Optional.empty(), Optional.of(elsewhere));
    String session =
        node.get(CreateSession.class)
            .create(ADAM, node.named(Optional.empty()), adopting, Optional.empty())
            .session()
            .id();

    assertThat(deeds(session))
        .containsExactly("adam session.adopted {\"upstreamSessionId\":\"" + elsewhere + "\"}");
  }
}
