package io.mooring.session;

import io.mooring.access.SystemCaller;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The transactions of {@link SessionReaper}, each its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SessionRemains {
  private static final int MOST_CLAIMS = 1_000;

  @Inject Sessions sessions;
  @Inject SessionHistory history;
  @Inject Clock clock;

  /** An intent that a dead boot left open. */
  record Intent(
      String nonce,
      String sessionId,
      String directory,
      Optional<String> upstreamId,
      Optional<String> sourceId,
      Optional<String> sourceDirectory) {
    static Intent of(SessionIntent intent) {
      return new Intent(
          intent.nonce(),
          intent.sessionId(),
          intent.directory(),
          intent.upstreamSessionId(),
          intent.sourceUpstreamId(),
          intent.sourceDirectory());
    }
  }

  /** A session that somebody had claimed, as it was seen. */
  record Held(String sessionId, long generation) {}

  public Set<String> holders(SystemCaller system) {
    Set<String> boots = new HashSet<>(sessions.claimants(system));
    boots.addAll(history.claimants(system));
    return boots;
  }

  /** At most 1,000 at once. */
  public List<Held> claimed(SystemCaller system, Set<String> boots) {
    return sessions.claimedBy(system, boots, MOST_CLAIMS);
  }

  /** Releases the claim unless it has ended or has become another one meanwhile. */
  public void release(SystemCaller system, Held held) {
    sessions
        .lockAny(system, held.sessionId())
        .filter(session -> session.isClaimedBy(held.generation()))
        .ifPresent(session -> session.giveUpClaim(clock.instant()));
  }

  public List<Intent> intents(SystemCaller system, Set<String> boots, int limit) {
    return intents(system, boots, Duration.ZERO, limit);
  }

  /** A boot's intents that have been open for at least so long. */
  public List<Intent> oldIntents(SystemCaller system, String boot, Duration age, int limit) {
    return intents(system, Set.of(boot), age, limit);
  }

  private List<Intent> intents(SystemCaller system, Set<String> boots, Duration age, int limit) {
    return history.openIntents(system, boots, clock.instant().minus(age), limit).stream()
        .map(Intent::of)
        .toList();
  }

  /** Whether any row names it, as the one that is current or as one that was. */
  public boolean isNamed(SystemCaller system, String upstreamSessionId) {
    return sessions.holder(system, upstreamSessionId).isPresent()
        || history.wasReplaced(system, upstreamSessionId);
  }

  public void settle(SystemCaller system, Intent intent) {
    history.intent(system, intent.nonce()).ifPresent(i -> i.undone(clock.instant()));
  }
}
