package io.mooring.session.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mooring.json.web.Bodies;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.session.ModelRef;
import io.mooring.session.NewSession;
import io.mooring.session.Patched;
import io.mooring.session.SessionChange;
import io.mooring.session.SessionOrigin;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies of the session's requests, from their text to what the use cases are given. */
class SessionRequestsTest {
  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static NewSession created(String text) {
    return Bodies.read(bytes(text), CreateSessionRequest.class, SessionsResource.MOST_BODY_BYTES)
        .value()
        .checked("build");
  }

  private static CreateSessionRequest request(String text) {
    return Bodies.read(bytes(text), CreateSessionRequest.class, SessionsResource.MOST_BODY_BYTES)
        .value();
  }

  private static SessionChange patched(String text) {
    return SessionPatchRequest.read(Bodies.object(bytes(text), SessionsResource.MOST_BODY_BYTES));
  }

  private static RecreateRequest recreated(String text) {
    return Bodies.read(bytes(text), RecreateRequest.class, SessionsResource.MOST_BODY_BYTES)
        .value();
  }

  private static void assertRefused(
      Function<String, ?> read, String text, String code, String field) {
    Problem problem = catchThrowableOfType(Problem.class, () -> read.apply(text));
    assertThat(problem).as(text).isNotNull();
    assertThat(problem.kind()).isEqualTo(ProblemKind.INVALID);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.facts()).containsEntry("field", field);
  }

  private static String of(String field, String value) {
    return "{\"" + field + "\": " + value + "}";
  }

  private static String text(int chars) {
    return "\"" + "a".repeat(chars) + "\"";
  }

  @Test
  void anEmptyBodyIsASessionWithTheConfiguredAgent() {
    assertThat(created(""))
        .isEqualTo(
            new NewSession(
                Optional.empty(),
                Optional.empty(),
                "build",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void everyFieldArrives() {
    assertThat(
            created(
                """
                {"key": "chat-5", "title": "Käse 🧀", "agent": "plan", "workdir": "/w",
                 "model": {"providerId": "p", "modelId": "m"}, "threadId": "t",
                 "permissions": [{"permission": "bash", "pattern": "*", "action": "ask"}],
                 "metadata": {"a": [1]}}
                """))
        .isEqualTo(
            new NewSession(
                Optional.of("chat-5"),
                Optional.of("Käse 🧀"),
                "plan",
                Optional.of(new ModelRef("p", "m")),
                Optional.of(Path.of("/w")),
                Optional.of("[{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"ask\"}]"),
                Optional.of("t"),
                Optional.of("{\"a\":[1]}")));
  }

  @Test
  void aFieldThatIsNullIsAbsent() {
    assertThat(
            created(
                "{\"key\": null, \"title\": null, \"agent\": null, \"model\": null,"
                    + " \"workdir\": null, \"permissions\": null, \"threadId\": null,"
                    + " \"metadata\": null}"))
        .isEqualTo(created("{}"));
  }

  @Test
  void whatIsSaidOfSnapshotsIsKeptWhole() {
    assertThat(created("{\"snapshots\": {}}").snapshotsJson())
        .contains("{\"enabled\":true,\"exclude\":[]}");
    assertThat(
            created("{\"snapshots\": {\"enabled\": false, \"exclude\": [\"*.iso\"]}}")
                .snapshotsJson())
        .contains("{\"enabled\":false,\"exclude\":[\"*.iso\"]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"exclude\": [null]}", "{\"exclude\": [\"\"]}", "{\"exclude\": [\"a\\nb\"]}"})
  void aPatternIsALine(String value) {
    assertRefused(
        SessionRequestsTest::created, of("snapshots", value), "invalid-value", "snapshots.exclude");
  }

  @ParameterizedTest
  @CsvSource({"key, 256", "title, 512", "agent, 128", "threadId, 256"})
  void linesHaveALengthAndNoControlCharacters(String field, int most) {
    assertThat(created(of(field, text(most)))).isNotNull();
    assertRefused(SessionRequestsTest::created, of(field, text(most + 1)), "invalid-value", field);
    for (String bad :
        new String[] {"\"\"", "\"  \"", "\"a\\u0000b\"", "\"a\\nb\"", "\"\\u009b\""}) {
      assertRefused(SessionRequestsTest::created, of(field, bad), "invalid-value", field);
    }
    assertRefused(SessionRequestsTest::created, of(field, "5"), "invalid-value", field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\": {\"providerId\": \"p\"}}|model.modelId",
        "{\"model\": {\"providerId\": \"\", \"modelId\": \"m\"}}|model.providerId",
        "{\"model\": \"p/m\"}|model",
        "{\"permissions\": [{\"permission\": \"bash\", \"pattern\": \"*\"}]}|permissions.action",
        "{\"permissions\": [{\"pattern\": \"*\", \"action\": \"ask\"}]}|permissions.permission",
        "{\"permissions\": {}}|permissions",
        "{\"metadata\": []}|metadata",
        "{\"metadata\": \"text\"}|metadata",
      })
  void namesTheFieldThatIsWrong(String text, String field) {
    assertRefused(SessionRequestsTest::created, text, "invalid-value", field);
  }

  @Test
  void aRulesActionIsAWordNotAnOrdinal() {
    for (String action : new String[] {"0", "\"ALLOW\"", "\"maybe\"", "\"\""}) {
      assertRefused(
          SessionRequestsTest::created,
          "{\"permissions\": [{\"permission\": \"a\", \"pattern\": \"*\", \"action\": "
              + action
              + "}]}",
          "invalid-value",
          "permissions[0].action");
    }
  }

  @Test
  void rulesAreAHundredAtMostAndNoneIsNull() {
    String rule = "{\"permission\": \"a\", \"pattern\": \"*\", \"action\": \"deny\"}";
    String most = of("permissions", "[" + rule + (", " + rule).repeat(99) + "]");
    String more = of("permissions", "[" + rule + (", " + rule).repeat(100) + "]");

    assertThat(created(most).permissionsJson()).isPresent();
    assertRefused(SessionRequestsTest::created, more, "invalid-value", "permissions");
    assertRefused(
        SessionRequestsTest::created, of("permissions", "[null]"), "invalid-value", "permissions");
  }

  @Test
  void metadataIsAnObjectOfSixteenKibibytes() {
    assertThat(created("{\"metadata\": {\"a\": " + text(16_376) + "}}").metadataJson())
        .hasValueSatisfying(json -> assertThat(json).hasSize(16 * 1024));
    String tooLong = of("metadata", "{\"a\": " + text(16_377) + "}");
    assertRefused(SessionRequestsTest::created, tooLong, "invalid-value", "metadata");
  }

  @Test
  void aWorkdirIsAPath() {
    assertRefused(
        SessionRequestsTest::created, "{\"workdir\": \"/a\\u0000b\"}", "invalid-value", "workdir");
  }

  @Test
  void anUnknownFieldIsNamed() {
    assertRefused(SessionRequestsTest::created, "{\"titel\": \"x\"}", "unknown-field", "titel");
    assertRefused(SessionRequestsTest::patched, "{\"titel\": \"x\"}", "unknown-field", "titel");
    assertRefused(SessionRequestsTest::recreated, "{\"titel\": 1}", "unknown-field", "titel");
  }

  @Test
  void aPatchLeavesWhatItDoesNotName() {
    SessionChange change = patched("{}");

    assertThat(change.title().given()).isFalse();
    assertThat(change.agent().given()).isFalse();
    assertThat(change.model().given()).isFalse();
    assertThat(change.metadataPatch().given()).isFalse();
    assertThat(change.workdir().given()).isFalse();
  }

  @Test
  void aPatchChangesWhatItNamesAndClearsWhatIsNull() {
    SessionChange change =
        patched(
            "{\"title\": null, \"agent\": \"plan\", \"metadata\": null,"
                + " \"workdir\": \"/w\","
                + " \"model\": {\"providerId\": \"p\", \"modelId\": \"m\"}}");

    assertThat(change.workdir().value()).contains(Path.of("/w"));
    assertThat(change.title().given()).isTrue();
    assertThat(change.title().value()).isEmpty();
    assertThat(change.agent().value()).contains("plan");
    assertThat(change.model().value()).contains(new ModelRef("p", "m"));
    assertThat(change.metadataPatch().given()).isTrue();
    assertThat(change.metadataPatch().value()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"title\": 5}|title",
        "{\"title\": \"\"}|title",
        "{\"title\": \"a\\u0000\"}|title",
        "{\"agent\": null}|agent",
        "{\"agent\": \"\"}|agent",
        "{\"model\": \"p/m\"}|model",
        "{\"model\": {\"providerId\": \"p\"}}|model",
        "{\"model\": {\"providerId\": \"p\", \"modelId\": \"m\", \"x\": 1}}|model",
        "{\"metadata\": 5}|metadata",
        "{\"workdir\": null}|workdir",
        "{\"workdir\": 5}|workdir",
      })
  void aPatchNamesTheFieldThatIsWrong(String text, String field) {
    assertRefused(SessionRequestsTest::patched, text, "invalid-value", field);
  }

  @Test
  void aPatchChangesOrClearsWhatIsSaidOfSnapshots() {
    assertThat(patched("{\"snapshots\": null}").snapshotsJson()).isEqualTo(Patched.cleared());
    assertThat(patched("{\"snapshots\": {\"enabled\": false}}").snapshotsJson())
        .isEqualTo(Patched.to("{\"enabled\":false,\"exclude\":[]}"));
    assertRefused(SessionRequestsTest::patched, of("snapshots", "5"), "invalid-value", "snapshots");
  }

  @Test
  void recreateTakesWhatTheCallerSaw() {
    assertThat(recreated("")).isEqualTo(new RecreateRequest(null, null));
    assertThat(recreated("{\"replacing\": \"ses_1\", \"context\": \"fresh\"}"))
        .isEqualTo(new RecreateRequest("ses_1", "fresh"));
  }

  @Test
  void recreateRestoresUnlessAFreshOneIsWanted() {
    assertThat(recreated("").withoutHistory()).isFalse();
    assertThat(recreated(of("context", "\"restored\"")).withoutHistory()).isFalse();
    assertThat(recreated(of("context", "\"fresh\"")).withoutHistory()).isTrue();
    assertRefused(
        SessionRequestsTest::recreated, of("context", "\"old\""), "invalid-value", "context");
  }

  @Test
  void aSessionIsResumedOrAdoptedNotBoth() {
    var both = request("{\"resumeCursor\": \"c\", \"upstreamSessionId\": \"ses_1\"}");
    Problem problem = catchThrowableOfType(Problem.class, both::origin);
    assertThat(problem.facts()).containsEntry("field", "resumeCursor");
    assertThat(request("{\"resumeCursor\": \"c\"}").origin().resumeCursor()).contains("c");
    assertThat(request("{\"upstreamSessionId\": \"ses_1\"}").origin().upstreamSessionId())
        .contains("ses_1");
    assertThat(request("{}").origin()).isEqualTo(SessionOrigin.NOTHING);
  }

  @Test
  void aPatchSetsAndClearsPermissions() {
    String rule = "{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"ask\"}";

    assertThat(patched("{\"permissions\":[" + rule + "]}").permissionsJson())
        .isEqualTo(Patched.to("[" + rule + "]"));
    assertThat(patched("{\"permissions\":null}").permissionsJson()).isEqualTo(Patched.cleared());
    assertThat(patched("{}").permissionsJson()).isEqualTo(Patched.absent());
    assertRefused(
        SessionRequestsTest::patched, "{\"permissions\":{}}", "invalid-value", "permissions");
    assertRefused(
        SessionRequestsTest::patched, "{\"permissions\":[null]}", "invalid-value", "permissions");
    assertRefused(
        SessionRequestsTest::patched,
        "{\"permissions\":[{\"permission\":\"bash\",\"pattern\":\"*\"}]}",
        "invalid-value",
        "permissions.action");
  }
}
