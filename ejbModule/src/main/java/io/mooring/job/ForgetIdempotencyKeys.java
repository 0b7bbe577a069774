package io.mooring.job;

import io.mooring.idempotency.IdempotencyKeyPages;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** The step of {@value ForgettingKeys#JOB}. */
@Named
@Dependent
public class ForgetIdempotencyKeys extends PageByPage {
  @Inject IdempotencyKeyPages pages;

  public ForgetIdempotencyKeys() {
    super(IdempotencyKeyPages.MOST);
  }

  @Override
  int deletePage(int most) {
    return pages.forgetOne();
  }
}
