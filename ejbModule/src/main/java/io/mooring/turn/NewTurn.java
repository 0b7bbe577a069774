package io.mooring.turn;

import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.session.ModelRef;
import java.util.Optional;

/**
 * A prompt, checked for form.
 *
 * @param prompt the text that people see; empty when there are only files
 * @param partsJson upstream's parts without ids, as a JSON array of at most 60
 */
public record NewTurn(
    String prompt,
    String partsJson,
    Optional<String> agent,
    Optional<ModelRef> model,
    Optional<String> system) {
  private static final int MOST_PARTS = 60; // their ids fit into one column

  public NewTurn {
    if (Json.read(partsJson).size() > MOST_PARTS) {
      throw new InvalidValue("parts", "Parts and files are at most " + MOST_PARTS + " in all.");
    }
  }
}
