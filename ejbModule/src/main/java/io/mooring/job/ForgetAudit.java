package io.mooring.job;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import io.mooring.audit.AuditSteps;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** The step of {@value ForgettingAudit#JOB}. */
@Named
@Dependent
public class ForgetAudit extends PageByPage {
  private static final SystemCaller SYSTEM = new SystemCaller(Tenants.DEFAULT);
  private static final int PAGE = 500;

  @Inject AuditSteps audit;

  public ForgetAudit() {
    super(PAGE);
  }

  @Override
  int deletePage(int most) {
    return audit.forgetOld(SYSTEM, most);
  }
}
