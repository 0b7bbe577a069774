package io.mooring.turn.web;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.util.Map;

/** A prompt or its files are larger than upstream is given. */
class PromptTooLarge extends Problem {
  PromptTooLarge(String field, long mostBytes) {
    super(
        ProblemKind.TOO_LARGE,
        "prompt-too-large",
        "The field " + field + " is larger than " + mostBytes + " bytes.",
        Map.of("field", field, "limitBytes", mostBytes),
        null,
        null);
  }
}
