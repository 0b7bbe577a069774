package io.mooring.problem;

import jakarta.ejb.ApplicationException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root of every failure that a caller is told about. Each feature extends it with a family of
 * its own; the {@code code} is stable and documented, the message is for people, and the facts are
 * machine-readable. None of the three ever holds a secret, a class name, SQL or a path of the
 * server.
 */
@ApplicationException(rollback = true)
public abstract class Problem extends RuntimeException {
  private final ProblemKind kind;
  private final String code;
  private final transient Map<String, Object> facts;
  private final @Nullable Duration retryAfter;

  protected Problem(ProblemKind kind, String code, String message) {
    this(kind, code, message, Map.of(), null, null);
  }

  protected Problem(
      ProblemKind kind,
      String code,
      String message,
      Map<String, ?> facts,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
    this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    this.retryAfter = retryAfter;
  }

  public ProblemKind kind() {
    return kind;
  }

  /** Stable, lower case, words joined by hyphens. */
  public String code() {
    return code;
  }

  /** More members for the problem document, JSON-friendly values only. */
  public Map<String, Object> facts() {
    return facts;
  }

  /** When it makes sense to try again, if that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
