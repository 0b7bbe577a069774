package io.mooring.turn.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mooring.json.Json;
import io.mooring.json.web.Bodies;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.session.ModelRef;
import io.mooring.turn.NewTurn;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostTurnRequestTest {
  private static final int MEBIBYTE = 1024 * 1024;

  private static NewTurn turn(String text) {
    return Bodies.read(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            PostTurnRequest.class,
            PostTurnRequest.MOST_BODY_BYTES)
        .value()
        .checked();
  }

  private static Problem refusal(String text) {
    Problem problem = catchThrowableOfType(Problem.class, () -> turn(text));
    assertThat(problem).isNotNull();
    return problem;
  }

  private static String file(String name, String mediaType, String data) {
    return "{\"name\": \"%s\", \"mediaType\": \"%s\", \"data\": \"%s\"}"
        .formatted(name, mediaType, data);
  }

  private static String withFiles(String... files) {
    return "{\"prompt\": \"look\", \"files\": [" + String.join(",", files) + "]}";
  }

  private static String base64(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  @Test
  void aPromptIsOnePart() {
    NewTurn turn =
        turn(
            "{\"prompt\": \"hello\", \"agent\": \"plan\", \"system\": \"be brief\","
                + " \"model\": {\"providerId\": \"p\", \"modelId\": \"m\"}}");

    assertThat(turn.prompt()).isEqualTo("hello");
    assertThat(turn.partsJson()).isEqualTo("[{\"type\":\"text\",\"text\":\"hello\"}]");
    assertThat(turn.agent()).contains("plan");
    assertThat(turn.system()).contains("be brief");
    assertThat(turn.model()).contains(new ModelRef("p", "m"));
  }

  @Test
  void partsStayApartUpstreamAndAreJoinedForPeople() {
    NewTurn turn =
        turn(
            "{\"parts\": [{\"type\": \"text\", \"text\": \"a\"},"
                + " {\"type\": \"text\", \"text\": \"b\"}]}");

    assertThat(turn.prompt()).isEqualTo("a\n\nb");
    assertThat(Json.read(turn.partsJson())).hasSize(2);
  }

  @Test
  void filesFollowAsDataUrls() {
    NewTurn turn = turn(withFiles(file("a.txt", "text/plain", "aGk=")));

    assertThat(Json.read(turn.partsJson()).get(1))
        .isEqualTo(
            Json.read(
                """
                {"type": "file", "mime": "text/plain", "filename": "a.txt",
                 "url": "data:text/plain;base64,aGk="}
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|prompt",
        "{\"prompt\": null}|prompt",
        "{\"prompt\": \" \\n \"}|prompt",
        "{\"prompt\": \"a\\u0000b\"}|prompt",
        "{\"prompt\": 5}|prompt",
        "{\"parts\": []}|prompt",
        "{\"parts\": [null]}|parts",
        "{\"parts\": [{\"type\": \"image\", \"text\": \"a\"}]}|parts",
        "{\"parts\": [{\"type\": \"text\"}]}|parts",
        "{\"parts\": [{\"text\": \"a\"}]}|parts",
        "{\"prompt\": \"a\", \"parts\": []}|parts",
        "{\"prompt\": \"a\", \"agent\": \"\"}|agent",
        "{\"prompt\": \"a\", \"agent\": \"b\\u0000\"}|agent",
        "{\"prompt\": \"a\", \"system\": \"b\\u0000\"}|system",
        "{\"prompt\": \"a\", \"model\": {\"providerId\": \"p\"}}|model.modelId",
        "{\"prompt\": \"a\", \"files\": [null]}|files",
        "{\"prompt\": \"a\", \"files\": [{\"name\": \"a\"}]}|files",
      })
  void namesTheFieldThatIsWrong(String text, String field) {
    Problem problem = refusal(text);

    assertThat(problem.kind()).isEqualTo(ProblemKind.INVALID);
    assertThat(problem.facts()).containsEntry("field", field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text", "text/", "/plain", "text/plain;base64", "text/plain,x", "text /plain"})
  void aMediaTypeCantEndTheDataUrlEarly(String mediaType) {
    assertThat(refusal(withFiles(file("a", mediaType, "aGk="))).facts())
        .containsEntry("field", "files[0].mediaType");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "not base64", "aG k=", "aGk_", "aGk=\\n"})
  void aFilesDataIsPlainBase64(String data) {
    assertThat(refusal(withFiles(file("a", "text/plain", data))).facts())
        .containsEntry("field", "files[0].data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\\u0000b", "a\\nb"})
  void aFileHasAName(String name) {
    assertThat(refusal(withFiles(file(name, "text/plain", "aGk="))).facts())
        .containsEntry("field", "files[0].name");
  }

  @Test
  void aPromptHasAMebibyteInAll() {
    String half = "é".repeat(MEBIBYTE / 4);

    assertThat(turn("{\"prompt\": \"" + half + half + "\"}").prompt()).hasSize(MEBIBYTE / 2);
    for (String text :
        new String[] {
          "{\"prompt\": \"" + half + half + "a\"}",
          "{\"parts\": [{\"type\": \"text\", \"text\": \""
              + half
              + "\"}, {\"type\": \"text\", \"text\": \""
              + half
              + "a\"}]}",
          "{\"prompt\": \"a\", \"system\": \"" + "a".repeat(MEBIBYTE + 1) + "\"}"
        }) {
      Problem problem = refusal(text);
      assertThat(problem.kind()).isEqualTo(ProblemKind.TOO_LARGE);
      assertThat(problem.code()).isEqualTo("prompt-too-large");
      assertThat(problem.facts()).containsEntry("limitBytes", (long) MEBIBYTE);
    }
  }

  @Test
  void filesHaveTenMebibytesInAll() {
    String half = base64(5 * MEBIBYTE);

    assertThat(turn(withFiles(file("a", "a/b", half), file("b", "a/b", half))).partsJson().length())
        .isGreaterThan(13 * MEBIBYTE);
    Problem problem =
        refusal(
            withFiles(file("a", "a/b", half), file("b", "a/b", half), file("c", "a/b", base64(1))));
    assertThat(problem.kind()).isEqualTo(ProblemKind.TOO_LARGE);
    assertThat(problem.facts()).containsEntry("field", "files");
  }

  @Test
  void partsAndFilesAreFiftyAtMost() {
    String file = file("a", "a/b", "aGk=");
    assertThat(turn(withFiles(Collections.nCopies(50, file).toArray(String[]::new)))).isNotNull();
    assertThat(refusal(withFiles(Collections.nCopies(51, file).toArray(String[]::new))).facts())
        .containsEntry("field", "files");

    String part = "{\"type\": \"text\", \"text\": \"a\"}";
    String parts = String.join(",", Collections.nCopies(51, part));
    assertThat(refusal("{\"parts\": [" + parts + "]}").facts()).containsEntry("field", "parts");
  }
}
