package io.mooring.turn;

import io.mooring.session.ModelRef;
import java.util.Optional;

/**
 * A prompt, checked for form.
 *
 * @param prompt the text that people see; empty when there are only files
 * @param partsJson upstream's parts without ids, as a JSON array
 */
public record NewTurn(
    String prompt,
    String partsJson,
    Optional<String> agent,
    Optional<ModelRef> model,
    Optional<String> system) {}
