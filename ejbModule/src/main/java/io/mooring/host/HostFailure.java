package io.mooring.host;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** There is no server for a session now; every one of these is worth trying again later. */
public abstract class HostFailure extends Problem {
  protected HostFailure(
      String code, String message, Duration retryAfter, @Nullable Throwable cause) {
    super(ProblemKind.UNAVAILABLE, code, message, Map.of(), retryAfter, cause);
  }

  /** What a program said last, cleaned: for operators and the log, since it may name paths. */
  public List<String> lastLines() {
    return List.of();
  }

  /** Whether the server is only between two runs, so that a wait of seconds helps. */
  public boolean comesBack() {
    return false;
  }

  /** The same failure told once more, with the time that is left until the next try. */
  HostFailure again(Duration left) {
    return this;
  }
}
