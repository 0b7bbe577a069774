package io.mooring.report;

import jakarta.enterprise.context.ApplicationScoped;

/** The default: an incident is an error in the log. */
@ApplicationScoped
public class LogReporter implements ErrorReporter {
  private static final System.Logger LOG = System.getLogger("mooring.incidents");

  @Override
  public void report(Incident incident) {
    LOG.log(System.Logger.Level.ERROR, incident.line(), incident.cause());
  }
}
