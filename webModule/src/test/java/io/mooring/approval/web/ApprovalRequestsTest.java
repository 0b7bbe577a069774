package io.mooring.approval.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.approval.Choice;
import io.mooring.approval.Decision;
import io.mooring.json.web.Bodies;
import io.mooring.problem.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalRequestsTest {
  private static <T> T read(String body, Class<T> type) {
    var in = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    return Bodies.read(in, type, ApprovalsResource.MOST_BODY_BYTES).value();
  }

  @Test
  void readsADecisionAndAnAnswer() {
    assertThat(read("{\"decision\":\"always\"}", DecisionRequest.class).checked())
        .isEqualTo(new Choice.Approve(Decision.ALWAYS, Optional.empty()));
    assertThat(
            read("{\"decision\":\"reject\",\"message\":\"no\"}", DecisionRequest.class).checked())
        .isEqualTo(new Choice.Approve(Decision.REJECT, Optional.of("no")));
    assertThat(read("{\"answers\":[[\"a\",\"b\"],[\"c\"]]}", AnswerRequest.class).checked())
        .isEqualTo(new Choice.Answer(List.of(List.of("a", "b"), List.of("c"))));
    assertThat(read("{\"reject\":true}", AnswerRequest.class).checked())
        .isEqualTo(new Choice.Refuse());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | decision",
        "{\"decision\":\"answer\"} | decision",
        "{\"decision\":\"ONCE\"} | decision",
        "{\"decision\":\"once\",\"message\":\"why\"} | message",
        "{\"decision\":\"reject\",\"message\":\" \"} | message",
        "{\"decision\":\"reject\",\"message\":\"a\\u0000b\"} | message",
        "{\"decision\":\"once\",\"by\":\"adam\"} | by",
      })
  void refusesAWrongDecisionAndNamesTheField(String body, String field) {
    assertThatThrownBy(() -> read(body, DecisionRequest.class).checked())
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.facts()).containsEntry("field", field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | answers",
        "{\"reject\":false} | answers",
        "{\"reject\":true,\"answers\":[[\"a\"]]} | answers",
        "{\"answers\":[null]} | answers",
        "{\"answers\":[[null]]} | answers",
        "{\"answers\":[[\"\"]]} | answers",
      })
  void refusesAWrongAnswerAndNamesTheField(String body, String field) {
    assertThatThrownBy(() -> read(body, AnswerRequest.class).checked())
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.facts()).containsEntry("field", field));
  }
}
