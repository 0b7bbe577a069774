package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.session.ModelRef;
import java.util.Optional;

/**
 * A turn as its runner holds it.
 *
 * @param number 1, 2, 3 .. within the session
 * @param generation the fencing token: every write of the runner names it
 * @param titled whether its session had a title when it was claimed
 * @param parts upstream's parts without ids
 * @param sent what the prompt is upstream, when an earlier runner wrote that down
 * @param minted what the prompt will be upstream, when the claim itself wrote that down
 */
record ClaimedTurn(
    String tenant,
    String sessionId,
    String turnId,
    long number,
    long generation,
    String workdir,
    boolean titled,
    JsonNode parts,
    Optional<String> agent,
    Optional<ModelRef> model,
    Optional<String> system,
    boolean abortAsked,
    Optional<SentPrompt> sent,
    Optional<SentPrompt> minted) {
  /** How the log names it. */
  String ids() {
    return "session " + sessionId + " turn " + turnId;
  }

  /** Whether an earlier runner may have told viewers something of it. */
  boolean isTakenOver() {
    return sent.isPresent();
  }
}
