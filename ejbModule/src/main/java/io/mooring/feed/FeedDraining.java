package io.mooring.feed;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.time.Duration;
import java.util.Map;

/** This node stops: it takes no more viewers. */
public class FeedDraining extends Problem {
  FeedDraining() {
    super(
        ProblemKind.UNAVAILABLE,
        "draining",
        "This node takes no more viewers.",
        Map.of(),
        Duration.ofSeconds(5),
        null);
  }
}
