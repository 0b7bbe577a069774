package io.mooring.job;

import io.mooring.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;

/** The job that forgets old idempotency keys; here, for their feature is below this one. */
@ApplicationScoped
public class ForgettingKeys implements JobDefinition {
  public static final String JOB = "forget-idempotency-keys";

  @Override
  public String name() {
    return JOB;
  }

  @Override
  public Schedule schedule(Settings settings) {
    return settings.get(JobSettings.FORGET_KEYS);
  }
}
