package io.mooring.job;

import io.mooring.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;

/** The job that forgets old entries of the audit; here, for their feature is below this one. */
@ApplicationScoped
public class ForgettingAudit implements JobDefinition {
  public static final String JOB = "forget-audit";

  @Override
  public String name() {
    return JOB;
  }

  @Override
  public Schedule schedule(Settings settings) {
    return settings.get(JobSettings.FORGET_AUDIT);
  }
}
