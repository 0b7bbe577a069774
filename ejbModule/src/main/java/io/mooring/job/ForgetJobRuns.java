package io.mooring.job;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** The step of {@value ForgettingRuns#JOB}. */
@Named
@Dependent
public class ForgetJobRuns extends PageByPage {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  private static final int PAGE = 500;

  @Inject JobSteps steps;

  public ForgetJobRuns() {
    super(PAGE);
  }

  @Override
  int deletePage(int most) {
    return steps.forgetOld(SYSTEM, most);
  }
}
