package io.mooring.feed;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;

/** The session has no feed: it does not exist, or not for this tenant. */
public class FeedMissing extends Problem {
  private final String sessionId;

  public FeedMissing(String sessionId) {
    super(ProblemKind.NOT_FOUND, "not-found", "There is no such session.");
    this.sessionId = sessionId;
  }

  public String sessionId() {
    return sessionId;
  }
}
