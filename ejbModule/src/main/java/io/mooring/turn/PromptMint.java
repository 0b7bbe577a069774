package io.mooring.turn;

import io.mooring.config.Settings;
import io.mooring.opencode.wire.UpstreamIds;
import io.mooring.session.Ensured;
import io.mooring.session.Readiness;
import io.mooring.session.Session;
import io.mooring.session.SessionSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Mints what prompts will be upstream. */
@ApplicationScoped
class PromptMint {
  @Inject Readiness readiness;
  @Inject LastMessages lastMessages;
  @Inject Settings settings;
  @Inject Clock clock;

  /**
   * The prompt of a turn that is just claimed.
   *
   * @param session locked by the caller
   * @return empty when upstream must be asked something first
   */
  Optional<SentPrompt> atOnce(Session session, long turnNumber, int parts) {
    Instant checkedSince = clock.instant().minus(settings.get(SessionSettings.FRESH));
    return readiness
        .forTurn(session, checkedSince)
        .flatMap(
            open ->
                lastMessages
                    .before(turnNumber, open.upstreamSessionId())
                    .map(greatest -> after(Optional.of(greatest), open, parts)));
  }

  /**
   * The prompt that comes after the greatest message id there.
   *
   * @param greatest empty when there is no message
   */
  SentPrompt after(Optional<String> greatest, Ensured open, int parts) {
    String messageId =
        greatest
            .map(id -> UpstreamIds.successorOf(id, clock))
            .orElseGet(() -> UpstreamIds.firstMessage(clock));
    return new SentPrompt(
        open.upstreamSessionId(), messageId, UpstreamIds.parts(parts, clock), open.context());
  }
}
