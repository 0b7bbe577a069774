package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.time.Ticker;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Opens sessions upstream: claim, commit, call, complete. NOT_SUPPORTED, for upstream is called and
 * no transaction may be open meanwhile; the steps are transactions of {@link SessionClaims}.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OpenSession {
  private static final System.Logger LOG = System.getLogger(OpenSession.class.getName());

  @Inject SessionClaims claims;
  @Inject Ladder ladder;
  @Inject ClaimWaiters waiters;
  @Inject Settings settings;
  @Inject Clock clock;
  @Inject Ticker ticker;

  /**
   * Makes sure that upstream has the session, and answers which one it is. Of many at once one
   * opens it; the others wait and get the same answer with created=false.
   *
   * @throws SessionFailure not found, closed, or opened by somebody else for longer than 30 s
   */
  public Ensured ensure(Actor actor, String sessionId) {
    return ensure(actor, sessionId, true);
  }

  /** The same for the runner of a turn, for which "a turn runs" is no proof. */
  public Ensured ensureForTurn(Actor actor, String sessionId) {
    return ensure(actor, sessionId, false);
  }

  private Ensured ensure(Actor actor, String sessionId, boolean trustRunning) {
    var wanted =
        new SessionClaims.Wanted(
            clock.instant().minus(settings.get(SessionSettings.FRESH)),
            trustRunning,
            Optional.empty());
    return claims.look(actor, sessionId, wanted).orElseGet(() -> open(actor, sessionId, wanted));
  }

  /**
   * Opens another upstream session in place of one.
   *
   * @param replacing the one that the caller saw; when it is no longer the current one, the current
   *     one is the answer. Absent, it is the one that is current now
   */
  public Ensured recreate(Actor actor, String sessionId, Optional<String> replacing) {
    Optional<String> unwanted = replacing.or(() -> claims.current(actor, sessionId));
    var wanted = new SessionClaims.Wanted(clock.instant(), true, unwanted);
    return claims.look(actor, sessionId, wanted).orElseGet(() -> open(actor, sessionId, wanted));
  }

  private Ensured open(Actor actor, String sessionId, SessionClaims.Wanted wanted) {
    long begun = ticker.nanos();
    Duration longest = settings.get(SessionSettings.CLAIM_WAIT);
    while (true) {
      SessionClaims.Claiming claiming = claims.claim(actor, sessionId, wanted);
      if (claiming instanceof SessionClaims.Claiming.Ready ready) {
        return ready.ensured();
      }
      if (claiming instanceof SessionClaims.Claiming.Won won) {
        Optional<Ensured> done = climb(won.claim(), wanted.replacing());
        if (done.isPresent()) {
          return done.get();
        }
      } else {
        waiters.awaitOnce(sessionId);
      }
      if (ticker.since(begun).compareTo(longest) > 0) {
        throw SessionFailure.openingTooLong();
      }
    }
  }

  /** Empty when the claim was lost on the way: whoever has it now decides. */
  private Optional<Ensured> climb(SessionClaim claim, Optional<String> replacing) {
    var system = new SystemCaller(claim.tenant());
    Opened opened = null;
    try {
      opened = ladder.climb(claim, replacing);
      if (claims.complete(system, claim, opened)) {
        ladder.retire(claim, opened);
        return Optional.of(
            new Ensured(opened.upstreamSessionId(), opened.created(), opened.context()));
      }
      ladder.undo(claim, opened);
      return Optional.empty();
    } catch (RuntimeException first) {
      cleanUp(system, claim, opened, first);
      throw first;
    } finally {
      waiters.wake(claim.sessionId());
    }
  }

  private void cleanUp(
      SystemCaller system,
      SessionClaim claim,
      @org.jspecify.annotations.Nullable Opened opened,
      RuntimeException first) {
    try {
      if (opened != null) {
        ladder.undo(claim, opened);
      }
      claims.giveUp(system, claim);
    } catch (RuntimeException second) {
      LOG.log(System.Logger.Level.WARNING, "Clean-up after a failed opening failed too.", second);
      first.addSuppressed(second);
    }
  }
}
