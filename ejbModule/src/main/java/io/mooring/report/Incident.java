package io.mooring.report;

import java.util.Optional;

/**
 * A failure that nobody expected.
 *
 * @param what was being done, in one line
 * @param cause has the kinds, the messages without secrets and the stack traces of what was thrown
 */
public record Incident(
    String what, Optional<String> sessionId, Optional<String> turnId, Throwable cause) {

  /** One line that names all but the cause. */
  public String line() {
    return what
        + sessionId.map(id -> " session " + id).orElse("")
        + turnId.map(id -> " turn " + id).orElse("");
  }
}
