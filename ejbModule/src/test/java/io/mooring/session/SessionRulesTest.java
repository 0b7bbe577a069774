package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.config.ConfigurationException;
import io.mooring.config.Settings;
import io.mooring.problem.InvalidValue;
import io.mooring.schema.TestDatabase;
import io.mooring.turn.TestTurns;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRulesTest {
  private static final Caller ADAM = new Caller("default", "adam", Set.of(Role.ADMIN));
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

  private static String rule(String permission, String pattern, String action) {
    return "{\"permission\":\"%s\",\"pattern\":\"%s\",\"action\":\"%s\"}"
        .formatted(permission, pattern, action);
  }

  private NewSession with(String rules) {
    return new NewSession(
        Optional.empty(),
        Optional.empty(),
        "build",
        Optional.empty(),
        Optional.empty(),
        Optional.of("[" + rules + "]"),
        Optional.empty(),
        Optional.empty());
  }

  private String upstream(String id) {
    node.pass(Duration.ofMinutes(1));
    return node.get(OpenSession.class).ensure(ANN, id).upstreamSessionId();
  }

  private void patch(Caller caller, String id, String rules) {
    var change = TestChanges.permissions(Patched.to("[" + rules + "]"));
    node.get(SessionChanges.class).change(caller, id, change, Optional.empty());
  }

  @Test
  void rulesOfTheTenantComeBeforeTheAgentsAndThoseBeforeTheSessions() {
    node.settings.put("mooring.session.permissions", "[" + rule("bash", "*", "ask") + "]");
    node.settings.put(
        "mooring.session.agent-permissions",
        "{\"build\":[" + rule("edit", "*", "ask") + "],\"plan\":[" + rule("x", "*", "deny") + "]}");
    String id = node.created(with(rule("bash", "rm *", "deny"))).session().id();

    assertThat(agent.rules(upstream(id)))
        .containsExactly("bash * ask", "edit * ask", "bash rm * deny");
  }

  @Test
  void anUnchangedListIsNeverToldAgain() {
    String id = node.created(with(rule("bash", "*", "ask"))).session().id();
    String upstream = upstream(id);

    for (int i = 0; i < 20; i++) {
      assertThat(upstream(id)).isEqualTo(upstream);
    }

    assertThat(agent.rules(upstream)).containsExactly("bash * ask");
    assertThat(agent.count("PATCH .*")).isZero();
  }

  @Test
  void aChangedListIsToldOnceAndUndoesWhatItNoLongerAllows() {
    String id = node.created(with(rule("bash", "git *", "allow"))).session().id();
    String upstream = upstream(id);

    patch(ANN, id, rule("edit", "*", "deny"));
    // Though it was looked at a moment ago.
    assertThat(node.get(OpenSession.class).ensure(ANN, id).upstreamSessionId()).isEqualTo(upstream);
    for (int i = 0; i < 5; i++) {
      upstream(id);
    }

    assertThat(agent.rules(upstream))
        .containsExactly("bash git * allow", "bash git * ask", "edit * deny");
    assertThat(agent.count("PATCH .*")).isEqualTo(1);
  }

  @Test
  void aRunnerOfATurnTellsChangedRulesToo() {
    String id = node.session();
    String upstream = upstream(id);
    patch(ANN, id, rule("bash", "*", "deny"));

    node.get(OpenSession.class).ensureForTurn(TestSessions.SYSTEM, id);

    assertThat(agent.rules(upstream)).containsExactly("bash * deny");
  }

  @Test
  void changedConfigurationIsToldWithTheNextLook() {
    String id = node.session();
    String upstream = upstream(id);
    assertThat(agent.rules(upstream)).isEmpty();

    try (var later = new TestSessions(database, agent, "boot_b", data.resolve("later"))) {
      TestTurns.bind(later);
      later.settings.put("mooring.session.permissions", "[" + rule("bash", "*", "deny") + "]");
      later.get(OpenSession.class).ensure(ANN, id);
    }

    assertThat(agent.rules(upstream)).containsExactly("bash * deny");
  }

  @Test
  void aBlockWhoseAnswerWasLostIsNotAppendedTwice() {
    String id = node.session();
    String upstream = upstream(id);
    patch(ANN, id, rule("bash", "*", "deny"));
    agent.appendRule(upstream, "bash", "*", "deny"); // it arrived, and Mooring died

    upstream(id);

    assertThat(agent.rules(upstream)).containsExactly("bash * deny");
  }

  @Test
  void whenUpstreamDoesNotTakeTheRulesTheSessionIsNotOpen() {
    String id = node.session();
    upstream(id);
    patch(ANN, id, rule("bash", "*", "deny"));
    agent.breakDown("PATCH .*");

    assertThatThrownBy(() -> node.get(OpenSession.class).ensureForTurn(TestSessions.SYSTEM, id))
        .isInstanceOf(io.mooring.opencode.UpstreamFailure.class);
    agent.repair();
    assertThat(agent.rules(upstream(id))).containsExactly("bash * deny");
  }

  @Test
  void aUsersRuleMayNotAllowWhatTheTenantRefuses() {
    node.settings.put("mooring.session.permissions", "[" + rule("bash", "*", "ask") + "]");
    String rules = rule("edit", "*", "deny") + "," + rule("bash", "ls *", "allow");

    assertThatThrownBy(() -> node.created(with(rules)))
        .isInstanceOfSatisfying(
            InvalidValue.class,
            e -> {
              assertThat(e.code()).isEqualTo("permission-too-broad");
              assertThat(e.facts()).containsEntry("field", "permissions[1]");
            });
    String id = node.session();
    assertThatThrownBy(() -> patch(ANN, id, rules)).isInstanceOf(InvalidValue.class);
    assertThat(node.read(id).permissions()).isEmpty();
  }

  @Test
  void anAdministratorsRuleMay() {
    node.settings.put("mooring.session.permissions", "[" + rule("bash", "*", "ask") + "]");
    String id = node.session();

    patch(ADAM, id, rule("bash", "ls *", "allow"));

    assertThat(agent.rules(upstream(id))).containsExactly("bash * ask", "bash ls * allow");
  }

  @Test
  void aUsersOldRuleIsLeftOutOnceTheTenantRefusesIt() {
    String id = node.created(with(rule("bash", "ls *", "allow"))).session().id();

    try (var later = new TestSessions(database, agent, "boot_b", data.resolve("stricter"))) {
      TestTurns.bind(later);
      later.settings.put("mooring.session.permissions", "[" + rule("bash", "*", "deny") + "]");
      String upstream = later.get(OpenSession.class).ensure(ANN, id).upstreamSessionId();

      assertThat(agent.rules(upstream)).containsExactly("bash * deny");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "nonsense",
        "null",
        "[null]",
        "[{\"permission\":\"bash\",\"pattern\":\"*\"}]",
        "[{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"maybe\"}]",
        "[{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"ask\",\"more\":1}]",
      })
  void aWrongListIsRefusedAtStart(String text) {
    for (String wrong : List.of(text, "{\"build\":" + text + "}")) {
      String key =
          wrong.equals(text) ? "mooring.session.permissions" : "mooring.session.agent-permissions";
      Settings settings = Settings.of(Map.of(key, wrong));

      assertThatThrownBy(() -> settings.check(List.of(new SessionSettings()), List.of()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(key);
    }
  }
}
