package io.mooring.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;

/** Mooring refused or failed: what its {@code application/problem+json} says (RFC 9457). */
public final class MooringProblem extends RuntimeException {
  private final int status;
  private final String code;
  private final transient ObjectNode facts;
  private final transient Optional<Duration> retryAfter;

  MooringProblem(
      int status, String code, String detail, ObjectNode facts, Optional<Duration> retryAfter) {
    super(status + " " + code + ": " + detail);
    this.status = status;
    this.code = code;
    this.facts = facts;
    this.retryAfter = retryAfter;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Stable and documented, such as {@code busy}; {@code http-STATUS} when there was none. */
  public String code() {
    return code;
  }

  /** A member of the problem beside the standard ones, such as {@code field}; missing, if none. */
  public JsonNode fact(String name) {
    return facts.path(name);
  }

  /** How long to wait before the next try, when the server said so. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
