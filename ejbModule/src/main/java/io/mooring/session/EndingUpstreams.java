package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.access.Tenants;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/**
 * The rhythm of {@link EndUpstream}, on each node: two at once only find less to do. A timer of its
 * own, for the reaper's rounds must not wait for an upstream that is slow. NOT_SUPPORTED, for
 * upstream is called.
 */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EndingUpstreams {
  @Inject EndUpstream endUpstream;

  @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
  void round() {
    endUpstream.endDue(new SystemCaller(Tenants.DEFAULT));
  }
}
