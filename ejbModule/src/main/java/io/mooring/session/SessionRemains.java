package io.mooring.session;

import io.mooring.access.SystemCaller;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The transactions of {@link SessionReaper}, each its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SessionRemains {
  @Inject Sessions sessions;
  @Inject SessionHistory history;
  @Inject Clock clock;

  /** An intent that a dead boot left open. */
  record Intent(String nonce, String sessionId, String directory) {}

  public List<String> claimed(SystemCaller system, Set<String> boots, int limit) {
    return sessions.claimedBy(system, boots, limit);
  }

  public void release(SystemCaller system, String sessionId, Set<String> deadBoots) {
    sessions
        .lockAny(system, sessionId)
        .filter(session -> session.leaseBoot().filter(deadBoots::contains).isPresent())
        .ifPresent(session -> session.giveUpClaim(clock.instant()));
  }

  public List<Intent> intents(SystemCaller system, Set<String> boots, int limit) {
    return history.openIntents(system, boots, limit).stream()
        .map(i -> new Intent(i.nonce(), i.sessionId(), i.directory()))
        .toList();
  }

  public boolean isCurrent(SystemCaller system, Intent intent, String upstreamSessionId) {
    return sessions
        .find(system, intent.sessionId())
        .flatMap(Session::upstreamSessionId)
        .equals(Optional.of(upstreamSessionId));
  }

  public void settle(SystemCaller system, Intent intent) {
    history.intent(system, intent.nonce()).ifPresent(i -> i.undone(clock.instant()));
  }
}
