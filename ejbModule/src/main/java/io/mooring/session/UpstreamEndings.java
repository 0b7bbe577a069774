package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The transactions of {@link EndUpstream}; REQUIRES_NEW, for upstream is called in between. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class UpstreamEndings {
  private static final Duration PAUSE = Duration.ofSeconds(30);

  @Inject Sessions sessions;
  @Inject SessionHistory history;
  @Inject Settings settings;
  @Inject Clock clock;

  /** What may be deleted upstream and was not tried within the last half minute. */
  public List<String> due(SystemCaller system, int limit) {
    Instant now = clock.instant();
    return history.due(system, replacedUntil(now), now.minus(PAUSE), limit);
  }

  /**
   * Looks once more, right before upstream is called.
   *
   * @return whether it may be deleted: it is due, no session has it, and if it was replaced it was
   *     we who made it
   */
  public boolean begin(SystemCaller system, String upstreamSessionId) {
    Instant now = clock.instant();
    Optional<ReplacedUpstream> due =
        history
            .former(system, upstreamSessionId)
            .filter(former -> former.isDue(replacedUntil(now)))
            .filter(former -> !sessions.isCurrentUpstream(system, upstreamSessionId));
    due.ifPresent(former -> former.tried(now));
    boolean adopted =
        due.filter(former -> former.state() == ReplacedUpstream.State.REPLACED)
            .filter(former -> !history.isMadeHere(system, former.sessionId(), upstreamSessionId))
            .isPresent();
    if (adopted) {
      due.get().left();
    }
    return due.isPresent() && !adopted;
  }

  /** Upstream has it no more. */
  public void gone(SystemCaller system, String upstreamSessionId) {
    history.former(system, upstreamSessionId).ifPresent(ReplacedUpstream::gone);
  }

  private Instant replacedUntil(Instant now) {
    return now.minus(settings.get(SessionSettings.KEEP_REPLACED));
  }
}
