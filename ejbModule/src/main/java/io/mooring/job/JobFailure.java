package io.mooring.job;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;

/** What a caller, or a job itself, wants of a run is not possible. */
public class JobFailure extends Problem {
  private JobFailure(ProblemKind kind, String code, String message) {
    super(kind, code, message);
  }

  static JobFailure notFound() {
    return new JobFailure(ProblemKind.NOT_FOUND, "job-not-found", "There is no such run of a job.");
  }

  static JobFailure running() {
    return new JobFailure(
        ProblemKind.CONFLICT, "job-running", "The job runs already; one run of it at once.");
  }

  static JobFailure ended() {
    return new JobFailure(ProblemKind.CONFLICT, "job-ended", "The run has ended already.");
  }

  static JobFailure notRestartable() {
    return new JobFailure(
        ProblemKind.CONFLICT,
        "job-not-restartable",
        "Only a run that failed or was stopped goes on; start another one.");
  }

  /** Another node took the run over: this one must change nothing more for it. */
  static JobFailure lost() {
    return new JobFailure(
        ProblemKind.CONFLICT, "job-lost", "Another node has taken over this run of the job.");
  }
}
