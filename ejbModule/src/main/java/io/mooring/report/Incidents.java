package io.mooring.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Hands failures that nobody expected to the reporter, without secrets. */
@ApplicationScoped
public class Incidents {
  private static final System.Logger LOG = System.getLogger(Incidents.class.getName());
  private static final Secrets SECRETS = new Secrets(List.of());

  @Inject ErrorReporter reporter;

  /** What was thrown, fit for a log: no secrets, and no characters that begin or turn a line. */
  public static Throwable shown(Throwable thrown) {
    return Masked.of(thrown, SECRETS);
  }

  /** Tells of one; never fails. */
  public void unexpected(
      String what, Optional<String> sessionId, Optional<String> turnId, Throwable thrown) {
    try {
      reporter.report(new Incident(what, sessionId, turnId, shown(thrown)));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "The error reporter failed at: " + what, e);
    }
  }
}
