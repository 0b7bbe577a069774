package io.mooring.opencode;

import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call upstream came to nothing. Only {@link NotFound} says that something is not there; all
 * others leave open what upstream has, and must change nothing on our side.
 */
public abstract sealed class UpstreamFailure extends Problem {

  private UpstreamFailure(
      ProblemKind kind,
      String code,
      String message,
      Map<String, ?> facts,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(kind, code, message, facts, retryAfter, cause);
  }

  /** Upstream says, in its own structured words, that it does not have it. */
  public static final class NotFound extends UpstreamFailure {
    NotFound(String message) {
      super(
          ProblemKind.UPSTREAM_REFUSED,
          "upstream-not-found",
          said("opencode does not have it", message),
          Map.of(),
          null,
          null);
    }
  }

  /** Upstream answered with an error. */
  public static final class Refused extends UpstreamFailure {
    private final int status;
    private final String name;

    Refused(int status, String name, String message) {
      super(
          ProblemKind.UPSTREAM_REFUSED,
          "upstream-refused",
          said(
              "opencode refused with status " + status + (name.isEmpty() ? "" : ", " + name),
              message),
          Map.of("upstreamStatus", status, "upstreamError", name),
          null,
          null);
      this.status = status;
      this.name = name;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** Whether a session can't be moved to a directory because that is another project's. */
    public boolean isOfAnotherProject() {
      return status == 400 && name.equals("MoveSessionError");
    }

    /** Its name or tag, for example {@code UnknownError}; empty when it has none. */
    public String name() {
      return name;
    }
  }

  /** Upstream does not take our password. */
  public static final class Unauthorized extends UpstreamFailure {
    Unauthorized() {
      super(
          ProblemKind.UPSTREAM_REFUSED,
          "upstream-unauthorized",
          "opencode does not accept Mooring's credentials.",
          Map.of(),
          null,
          null);
    }
  }

  /** Upstream said yes in something that isn't JSON: an unknown route answers with its web page. */
  public static final class NotJson extends UpstreamFailure {
    NotJson(@Nullable Throwable cause) {
      super(
          ProblemKind.UPSTREAM_REFUSED,
          "upstream-not-json",
          "opencode answered with something that is not the expected JSON.",
          Map.of(),
          null,
          cause);
    }
  }

  /** Upstream said yes in JSON that lacks what the call is for, or an id has no usable form. */
  public static final class Unusable extends UpstreamFailure {
    Unusable(String what) {
      super(
          ProblemKind.UPSTREAM_REFUSED,
          "upstream-unusable",
          "opencode answered without " + what + ".",
          Map.of(),
          null,
          null);
    }
  }

  /** Upstream is busy with that session. */
  public static final class Busy extends UpstreamFailure {
    Busy(String message) {
      super(
          ProblemKind.CONFLICT,
          "upstream-busy",
          said("opencode is busy with it", message),
          Map.of(),
          null,
          null);
    }
  }

  /** Upstream can't be reached, or the connection broke: what it did is not known. */
  public static final class Unreachable extends UpstreamFailure {
    Unreachable(@Nullable Throwable cause) {
      super(
          ProblemKind.UNAVAILABLE,
          "upstream-unreachable",
          "opencode can't be reached.",
          Map.of(),
          Duration.ofSeconds(5),
          cause);
    }
  }

  /** Upstream did not answer in time: what it did is not known. */
  public static final class Late extends UpstreamFailure {
    Late(@Nullable Throwable cause) {
      super(
          ProblemKind.UPSTREAM_LATE,
          "upstream-late",
          "opencode did not answer in time.",
          Map.of(),
          null,
          cause);
    }
  }

  private static String said(String what, String message) {
    String clean = UpstreamWords.clean(message);
    return clean.isEmpty() ? what + "." : what + ": " + clean;
  }
}
