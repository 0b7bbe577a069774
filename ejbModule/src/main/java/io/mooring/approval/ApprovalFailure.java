package io.mooring.approval;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;

/** What a caller did with an approval or a question is not possible. */
public class ApprovalFailure extends Problem {
  private ApprovalFailure(ProblemKind kind, String code, String message) {
    super(kind, code, message);
  }

  /** There is none, or it is nothing to the caller. */
  public static ApprovalFailure notFound() {
    return new ApprovalFailure(
        ProblemKind.NOT_FOUND, "approval-not-found", "There is no such approval or question.");
  }

  /** Somebody was faster, or the agent waits no more. */
  public static ApprovalFailure alreadyDecided() {
    return new ApprovalFailure(
        ProblemKind.CONFLICT, "already-decided", "It was decided already, or is asked no more.");
  }
}
