package io.mooring.approval;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.problem.InvalidValue;
import java.util.List;
import java.util.Optional;

/** What a caller chose. */
public sealed interface Choice {
  /** The longest message and the longest answer. */
  int MOST_CHARS = 2_000;

  /**
   * The choice as a decision about this ask.
   *
   * @throws InvalidValue when it does not fit
   */
  Verdict verdict(Ask ask, String by);

  /** About an approval: once, always or reject. */
  record Approve(Decision decision, Optional<String> message) implements Choice {
    public Approve {
      message.ifPresent(text -> requireText("message", text));
      if (message.isPresent() && decision != Decision.REJECT) {
        throw new InvalidValue("message", "Only a reject has a message.");
      }
    }

    @Override
    public Verdict verdict(Ask ask, String by) {
      return new Verdict(decision, message, Optional.empty(), by);
    }
  }

  /** About a question: for each part of it the chosen labels. */
  record Answer(List<List<String>> answers) implements Choice {
    public Answer {
      answers.forEach(labels -> labels.forEach(label -> requireText("answers", label)));
    }

    @Override
    public Verdict verdict(Ask ask, String by) {
      JsonNode questions = ask.subject().path("questions");
      if (answers.size() != questions.size()) {
        throw new InvalidValue("answers", "There must be one list of labels for each question.");
      }
      for (int i = 0; i < answers.size(); i++) {
        check(questions.get(i), answers.get(i));
      }
      return new Verdict(Decision.ANSWER, Optional.empty(), Optional.of(answers), by);
    }

    private static void check(JsonNode question, List<String> labels) {
      if (labels.isEmpty() || (labels.size() > 1 && !question.path("multiple").asBoolean(false))) {
        throw new InvalidValue("answers", "A question takes one label, or more where it says so.");
      }
      List<String> offered = question.path("options").findValuesAsText("label");
      if (!question.path("custom").asBoolean(true) && !offered.containsAll(labels)) {
        throw new InvalidValue("answers", "This question takes only labels that it offers.");
      }
    }
  }

  /** About a question: no answer. */
  record Refuse() implements Choice {
    @Override
    public Verdict verdict(Ask ask, String by) {
      return Verdict.of(Decision.REJECT, by);
    }
  }

  private static void requireText(String field, String text) {
    if (text.isBlank() || text.length() > MOST_CHARS || text.indexOf('\0') >= 0) {
      throw new InvalidValue(field, "The field " + field + " holds 1 to 2,000 characters.");
    }
  }
}
