package io.mooring.session;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import io.mooring.worktree.WorktreeReport;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller did with a session is not possible. */
public class SessionFailure extends Problem {
  private SessionFailure(
      ProblemKind kind,
      String code,
      String message,
      Map<String, ?> facts,
      @Nullable Duration retryAfter) {
    super(kind, code, message, facts, retryAfter, null);
  }

  /** There is no such session, or it is not the caller's. */
  public static SessionFailure notFound() {
    return new SessionFailure(
        ProblemKind.NOT_FOUND, "session-not-found", "There is no such session.", Map.of(), null);
  }

  public static SessionFailure closed() {
    return new SessionFailure(
        ProblemKind.CONFLICT, "closed", "The session is closed.", Map.of(), null);
  }

  public static SessionFailure busy() {
    return new SessionFailure(
        ProblemKind.CONFLICT,
        "busy",
        "A turn runs or waits in this session; abort it first.",
        Map.of(),
        null);
  }

  /** A turn runs in the directory, above it or below it, in this session or another one. */
  public static SessionFailure workdirBusy(String sessionId) {
    return new SessionFailure(
        ProblemKind.CONFLICT,
        "workdir-busy",
        "A turn runs in this workdir, above it or below it; wait, or abort it first.",
        Map.of("busySessionId", sessionId),
        null);
  }

  /** A snapshot is brought back into the session's directory, above it or below it. */
  public static SessionFailure restoring() {
    return new SessionFailure(
        ProblemKind.CONFLICT,
        "workdir-restoring",
        "A snapshot is brought back into this workdir, above it or below it; wait for its end.",
        Map.of(),
        null);
  }

  /** Its workdir would be nobody's any more, and holds work that is nowhere else. */
  static SessionFailure workdirDirty(String sessionId, WorktreeReport report) {
    return new SessionFailure(
        ProblemKind.CONFLICT,
        "workdir-dirty",
        "The workdir holds work that is nowhere else; save it, or delete with discard=true.",
        Map.of("sessionId", sessionId, "report", report.facts()),
        null);
  }

  /** The key is known and {@code field} differs from what it was made with. */
  public static SessionFailure differs(String field) {
    return new SessionFailure(
        ProblemKind.CONFLICT,
        "session-differs",
        "A session with this key exists and has another " + field + ".",
        Map.of("field", field),
        null);
  }

  /** Another session has this upstream session. */
  public static SessionFailure upstreamBound() {
    return new SessionFailure(
        ProblemKind.CONFLICT,
        "upstream-bound",
        "This upstream session belongs to another session.",
        Map.of("field", "upstreamSessionId"),
        null);
  }

  /** The key belongs to a session of another user. */
  public static SessionFailure keyTaken() {
    return new SessionFailure(
        ProblemKind.CONFLICT,
        "key-taken",
        "This key is used by somebody else; choose another.",
        Map.of("field", "key"),
        null);
  }

  /** Somebody else was opening the session for longer than callers wait. */
  public static SessionFailure openingTooLong() {
    return new SessionFailure(
        ProblemKind.UNAVAILABLE,
        "session-opening",
        "The session is still being opened.",
        Map.of(),
        Duration.ofSeconds(5));
  }

  /** The caller's version of the session is not the current one. */
  public static SessionFailure changed() {
    return new SessionFailure(
        ProblemKind.PRECONDITION_FAILED,
        "version-differs",
        "The session has changed since you read it.",
        Map.of(),
        null);
  }

  /** This node has not been able to say that it lives, so others may take over what it begins. */
  public static SessionFailure nodeCutOff() {
    return new SessionFailure(
        ProblemKind.UNAVAILABLE,
        "node-cut-off",
        "This node can't keep its leases now.",
        Map.of(),
        Duration.ofSeconds(5));
  }

  /** The claim is somebody else's now; whoever sees this writes nothing more. */
  public static SessionFailure claimLost() {
    return new SessionFailure(
        ProblemKind.CONFLICT,
        "session-claim-lost",
        "Somebody else opens the session now.",
        Map.of(),
        null);
  }

  boolean isClaimLost() {
    return code().equals("session-claim-lost");
  }
}
