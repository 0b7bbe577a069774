package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/** The transactions of {@link OrphanSweep}; REQUIRES_NEW, for upstream is called in between. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class OrphanFacts {
  @Inject Sessions sessions;
  @Inject Workdirs workdirs;
  @Inject SessionHistory history;
  @Inject Settings settings;
  @Inject Clock clock;

  /** Every directory in which something of ours was made, or could have been. */
  public Set<String> directories(SystemCaller system) {
    Set<String> all = new TreeSet<>(workdirs.paths(system));
    all.addAll(history.directories(system));
    return all;
  }

  /** What is known of an upstream session and of the intent whose nonce it carries. */
  public OrphanRules.Known known(SystemCaller system, String upstreamSessionId, String nonce) {
    Instant replacedUntil = clock.instant().minus(settings.get(SessionSettings.KEEP_REPLACED));
    return new OrphanRules.Known(
        sessions.isCurrentUpstream(system, upstreamSessionId),
        history
            .former(system, upstreamSessionId)
            .map(f -> new OrphanRules.Former(f.isOver(replacedUntil), f.replacedAt())),
        history.intent(system, nonce).map(intent -> intended(system, intent)));
  }

  private OrphanRules.Intended intended(SystemCaller system, SessionIntent intent) {
    boolean claimed =
        sessions
            .any(system, intent.sessionId())
            .filter(session -> session.isClaimedBy(intent.generation()))
            .isPresent();
    return new OrphanRules.Intended(intent.made(), intent.since(), claimed);
  }

  /** It was deleted: nothing waits for it any more. */
  public void swept(SystemCaller system, String upstreamSessionId, String nonce) {
    history.former(system, upstreamSessionId).ifPresent(ReplacedUpstream::gone);
    history
        .intent(system, nonce)
        .filter(SessionIntent::isOpen)
        .ifPresent(intent -> intent.undone(clock.instant()));
  }
}
