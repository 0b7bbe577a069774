package io.mooring.audit;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/**
 * What was done, as auditors see it. REQUIRES_NEW: what is written down here outlives a transaction
 * that fails.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class AuditSteps {
  @Inject AuditEntries entries;
  @Inject AuditLog log;
  @Inject Settings settings;
  @Inject Clock clock;

  /** Writes down what changes nothing, or what failed, by itself. */
  public void add(Deed deed) {
    log.add(deed);
  }

  /**
   * Newest first; one more than the limit when there are more.
   *
   * @throws Forbidden the caller is neither administrator nor auditor
   */
  public List<AuditDocument> list(Caller caller, AuditFilter filter, int limit) {
    if (!caller.seesAll()) {
      throw new Forbidden("Only administrators and auditors see what was done.");
    }
    return entries.list(caller, filter, limit + 1).stream().map(AuditEntry::document).toList();
  }

  /** Forgets one page of what was done long ago; answers how many. */
  public int forgetOld(SystemCaller system, int limit) {
    return entries.forget(system, clock.instant().minus(settings.get(AuditSettings.KEEP)), limit);
  }
}
