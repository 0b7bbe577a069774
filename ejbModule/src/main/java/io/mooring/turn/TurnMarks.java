package io.mooring.turn;

import io.mooring.access.SystemCaller;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;

/** Says where turns stand in upstream's conversation. */
@Stateless
public class TurnMarks {
  @Inject Turns turns;

  /**
   * A turn that was sent upstream.
   *
   * @param number 1, 2, 3 .. within the session
   */
  public record Mark(String sessionId, long number, String upstreamSessionId) {}

  /** The mark of a turn that has ended; empty when it never left. */
  public Optional<Mark> of(SystemCaller system, String turnId) {
    return turns
        .find(system, turnId)
        .filter(turn -> turn.state().hasEnded())
        .flatMap(
            turn ->
                turn.sentPrompt()
                    .map(
                        sent ->
                            new Mark(turn.sessionId(), turn.number(), sent.upstreamSessionId())));
  }

  /** The number of the last turn before those that wait; 0 when there is none. */
  public long lastBeforeWaiting(SystemCaller system, String sessionId) {
    return turns.lastBeforeWaiting(system, sessionId);
  }

  /** Upstream's ids of the prompts that were, or are about to be, sent after a turn's. */
  public Set<String> laterPrompts(SystemCaller system, Mark mark) {
    return Set.copyOf(turns.promptsAfter(system, mark.sessionId(), mark.number()));
  }

  /** How the last turn of a session that has ended did so. */
  public Optional<TurnState> lastEnd(SystemCaller system, String sessionId) {
    return turns.lastEnd(system, sessionId);
  }
}
