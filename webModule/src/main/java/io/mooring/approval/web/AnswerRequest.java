package io.mooring.approval.web;

import io.mooring.approval.Choice;
import io.mooring.problem.InvalidValue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /questions/{id}/answer}: either answers or {@code reject: true}. */
public record AnswerRequest(@Nullable List<List<String>> answers, @Nullable Boolean reject) {
  Choice checked() {
    boolean refused = Boolean.TRUE.equals(reject);
    if (refused == (answers != null)) {
      throw new InvalidValue("answers", "Send either answers or reject: true.");
    }
    if (answers == null) {
      return new Choice.Refuse();
    }
    boolean hole = answers.stream().anyMatch(AnswerRequest::holdsNull);
    if (hole) {
      throw new InvalidValue("answers", "Answers are a list of labels for each question.");
    }
    return new Choice.Answer(answers);
  }

  @SuppressWarnings("NullAway") // what JSON holds may be null
  private static boolean holdsNull(List<String> labels) {
    return labels == null || labels.stream().anyMatch(Objects::isNull);
  }
}
