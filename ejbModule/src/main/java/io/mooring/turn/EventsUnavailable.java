package io.mooring.turn;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.time.Duration;
import java.util.Map;

/** The server's event stream did not connect in time: without it nobody would see the reply. */
class EventsUnavailable extends Problem {
  EventsUnavailable(Throwable cause) {
    super(
        ProblemKind.UNAVAILABLE,
        "upstream-events",
        "opencode's event stream could not be opened.",
        Map.of(),
        Duration.ofSeconds(5),
        cause);
  }
}
