package io.mooring.access;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;

/** The caller's roles don't allow it. */
public class Forbidden extends Problem {
  public Forbidden(String message) {
    super(ProblemKind.FORBIDDEN, "forbidden", message);
  }
}
