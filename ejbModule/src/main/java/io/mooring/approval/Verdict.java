package io.mooring.approval;

import java.util.List;
import java.util.Optional;

/**
 * A decision with all that belongs to it.
 *
 * @param message what the agent is told with a refusal; without one its turn ends
 * @param answers for each question the chosen labels
 * @param by the user, or {@code policy}, {@code always}, {@code system}, {@code upstream}
 */
record Verdict(
    Decision decision, Optional<String> message, Optional<List<List<String>>> answers, String by) {
  static final String POLICY = "policy";
  static final String ALWAYS = "always";
  static final String SYSTEM = "system";
  static final String UPSTREAM = "upstream";

  static Verdict of(Decision decision, String by) {
    return new Verdict(decision, Optional.empty(), Optional.empty(), by);
  }
}
