package io.mooring.audit;

import io.mooring.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Writes down what is done, in the transaction that does it: neither is there without the other.
 */
@ApplicationScoped
public class AuditLog {
  @Inject AuditEntries entries;
  @Inject Ids ids;
  @Inject Clock clock;

  public void add(Deed deed) {
    entries.add(new AuditEntry(ids.next("aud"), deed, clock.instant()));
  }
}
