package io.mooring.access;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;

/** A browser sent the request for a page that is neither Mooring's own nor configured. */
public class ForeignOrigin extends Problem {
  public ForeignOrigin() {
    super(
        ProblemKind.FORBIDDEN,
        "foreign-origin",
        "Pages of this origin may change nothing here; mooring.access.origins lists those that"
            + " may.");
  }
}
