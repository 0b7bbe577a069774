package io.mooring.idempotency;

import io.mooring.access.Tenants;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * Old keys, a page a transaction. REQUIRES_NEW, for the job's own transaction belongs to the job
 * repository: a page is gone though the job's next step fails.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class IdempotencyKeyPages {
  /** A page is full with as many. */
  public static final int MOST = 1_000;

  @Inject IdempotencyKeys keys;

  /** Deletes one page; answers how many keys were in it. */
  public int forgetOne() {
    return keys.forgetOld(Tenants.DEFAULT, MOST);
  }
}
