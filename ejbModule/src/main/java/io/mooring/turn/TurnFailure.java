package io.mooring.turn;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller did with a turn is not possible, or a turn can't go on. */
public class TurnFailure extends Problem {
  private TurnFailure(
      ProblemKind kind, String code, String message, @Nullable Duration retryAfter) {
    super(kind, code, message, Map.of(), retryAfter, null);
  }

  public static TurnFailure notFound() {
    return new TurnFailure(ProblemKind.NOT_FOUND, "turn-not-found", "There is no such turn.", null);
  }

  public static TurnFailure ended() {
    return new TurnFailure(ProblemKind.CONFLICT, "turn-ended", "The turn has ended already.", null);
  }

  /** As many turns wait in the session as may. */
  public static TurnFailure queueFull(int most) {
    return new TurnFailure(
        ProblemKind.TOO_MANY,
        "queue-full",
        "At most " + most + " turns may wait in a session.",
        Duration.ofSeconds(10));
  }

  /** Mooring is stopping. */
  public static TurnFailure draining() {
    return new TurnFailure(
        ProblemKind.UNAVAILABLE,
        "draining",
        "This node is stopping and takes no more turns.",
        Duration.ofSeconds(15));
  }

  /** Upstream lost the session twice while the prompt was being sent. */
  public static TurnFailure upstreamLost() {
    return new TurnFailure(
        ProblemKind.UPSTREAM_REFUSED,
        "upstream-lost",
        "opencode lost the session again while the prompt was being sent.",
        null);
  }

  /** Upstream is still busy with what came before and does not stop. */
  public static TurnFailure upstreamBusy() {
    return new TurnFailure(
        ProblemKind.UNAVAILABLE,
        "upstream-busy",
        "opencode is still busy in this session and does not stop.",
        Duration.ofSeconds(30));
  }

  boolean isLeaseLost() {
    return code().equals("lease-lost");
  }

  boolean isDraining() {
    return code().equals("draining");
  }

  boolean isUpstreamBusy() {
    return code().equals("upstream-busy");
  }

  /** Another runner holds the turn now; whoever sees this writes nothing more. */
  public static TurnFailure leaseLost() {
    return new TurnFailure(ProblemKind.CONFLICT, "lease-lost", "Another node took over.", null);
  }
}
