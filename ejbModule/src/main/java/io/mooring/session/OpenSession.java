package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.node.CrashPoints;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ticker;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
  @Inject ResumeCursors cursors;
  @Inject ClaimWaiters waiters;
  @Inject CrashPoints points;
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
    return ensure(actor, sessionId, false);
  }

  /** The same for the runner of a turn, for which "a turn runs" is no proof. */
  public Ensured ensureForTurn(SystemCaller system, String sessionId) {
    return ensure(system, sessionId, true);
  }

  private Ensured ensure(Actor actor, String sessionId, boolean forTurn) {
    Instant checkedSince = clock.instant().minus(settings.get(SessionSettings.FRESH));
    var wanted = new SessionClaims.Wanted(checkedSince, Optional.empty(), forTurn);
    return ensure(actor, sessionId, wanted);
  }

  private Ensured ensure(Actor actor, String sessionId, SessionClaims.Wanted wanted) {
    return ensure(actor, sessionId, wanted, false);
  }

  private Ensured ensure(
      Actor actor, String sessionId, SessionClaims.Wanted wanted, boolean withoutHistory) {
    return claims
        .look(actor, sessionId, wanted)
        .orElseGet(
            () ->
                open(
                    actor, sessionId, wanted, new Ladder.Wish(wanted.replacing(), withoutHistory)));
  }

  /**
   * Opens another upstream session in place of one; the turn that runs in it is aborted.
   *
   * @param replacing the one that the caller saw; when it is no longer the current one, the current
   *     one is the answer. Absent, it is the one that is current now
   */
  public Ensured recreate(Actor actor, String sessionId, Optional<String> replacing) {
    return recreate(actor, sessionId, replacing, false);
  }

  /**
   * The same.
   *
   * @param withoutHistory whether the other one begins anew; else what was said goes on in it, if
   *     anything was
   */
  public Ensured recreate(
      Actor actor, String sessionId, Optional<String> replacing, boolean withoutHistory) {
    Optional<String> unwanted = replacing.or(() -> claims.current(actor, sessionId));
    var wanted = new SessionClaims.Wanted(clock.instant(), unwanted, false);
    return ensure(actor, sessionId, wanted, withoutHistory);
  }

  /** The same for the runner of a turn, which goes on in the other one. */
  public Ensured recreateForTurn(SystemCaller system, String sessionId, String replacing) {
    return ensure(
        system, sessionId, new SessionClaims.Wanted(clock.instant(), Optional.of(replacing), true));
  }

  /**
   * Opens an upstream session in which a given history goes on, in place of the current one. Done
   * again after a crash, it finds what it has opened.
   *
   * @param replacing what was current before; empty when the session was never opened
   * @param history may be empty: then the agent begins anew
   * @param token what the workdir is held with
   */
  public Ensured bringBack(
      SystemCaller system,
      String sessionId,
      Optional<String> replacing,
      History history,
      WorkdirLease.Token token) {
    var wanted = new SessionClaims.Wanted(clock.instant(), replacing, false, Optional.of(token));
    var wish = new Ladder.Wish(replacing, false, Optional.of(history));
    Optional<String> now = claims.current(system, sessionId);
    if (!now.equals(replacing)) {
      return new Ensured(
          now.orElseThrow(SessionFailure::claimLost),
          false,
          OpenContext.RESTORED,
          cursors.of(system.tenant(), sessionId, now.get()));
    }
    return open(system, sessionId, wanted, wish);
  }

  private Ensured open(
      Actor actor, String sessionId, SessionClaims.Wanted wanted, Ladder.Wish wish) {
    long begun = ticker.nanos();
    Duration longest = settings.get(SessionSettings.CLAIM_WAIT);
    while (ticker.since(begun).compareTo(longest) <= 0) {
      Optional<Ensured> done = openOnce(actor, sessionId, wanted, wish);
      if (done.isPresent()) {
        return done.get();
      }
    }
    throw SessionFailure.openingTooLong();
  }

  /** Empty when it is somebody else's to open, or was in the end: look again. */
  private Optional<Ensured> openOnce(
      Actor actor, String sessionId, SessionClaims.Wanted wanted, Ladder.Wish wish) {
    waiters.enter(actor.tenant(), sessionId);
    try {
      SessionClaims.Claiming claiming =
          Conflicts.retry(() -> claims.claim(actor, sessionId, wanted));
      if (claiming instanceof SessionClaims.Claiming.Ready ready) {
        return Optional.of(ready.ensured());
      }
      if (claiming instanceof SessionClaims.Claiming.Won won) {
        return climb(won.claim(), wish);
      }
    } finally {
      waiters.leave(sessionId);
    }
    waiters.awaitOnce(sessionId);
    return Optional.empty();
  }

  /** Empty when the claim was lost on the way: whoever has it now decides. */
  private Optional<Ensured> climb(SessionClaim claim, Ladder.Wish wish) {
    try {
      points.reached("session.claimed", claim.sessionId());
      Opened opened = ladder.climb(claim, wish);
      if (complete(claim, opened)) {
        points.reached("session.completed", claim.sessionId());
        ladder.retire(claim, opened);
        return Optional.of(
            new Ensured(
                opened.upstreamSessionId(),
                opened.created(),
                opened.context(),
                cursors.of(claim.tenant(), claim.sessionId(), opened.upstreamSessionId())));
      }
      ladder.undo(claim, opened);
      return Optional.empty();
    } catch (SessionFailure failure) {
      if (failure.isClaimLost()) {
        return Optional.empty();
      }
      giveUp(claim, failure);
      throw failure;
    } catch (RuntimeException first) {
      giveUp(claim, first);
      throw first;
    } finally {
      waiters.wake(claim.sessionId());
    }
  }

  private boolean complete(SessionClaim claim, Opened opened) {
    var system = new SystemCaller(claim.tenant());
    try {
      return Conflicts.retry(() -> claims.complete(system, claim, opened));
    } catch (RuntimeException first) {
      calmly(first, () -> undoUnlessCommitted(system, claim, opened));
      throw first;
    }
  }

  /** A commit whose answer was lost may have happened: what the row names is never deleted. */
  private void undoUnlessCommitted(SystemCaller system, SessionClaim claim, Opened opened) {
    if (!claims
        .current(system, claim.sessionId())
        .equals(Optional.of(opened.upstreamSessionId()))) {
      ladder.undo(claim, opened);
    }
  }

  private void giveUp(SessionClaim claim, RuntimeException first) {
    var system = new SystemCaller(claim.tenant());
    calmly(first, () -> Conflicts.run(() -> claims.giveUp(system, claim)));
  }

  /** Cleans up after a failure, which is the one that the caller is told. */
  private static void calmly(RuntimeException first, Runnable cleanUp) {
    try {
      cleanUp.run();
    } catch (RuntimeException second) {
      LOG.log(System.Logger.Level.WARNING, "Clean-up after a failed opening failed too.", second);
      first.addSuppressed(second);
    }
  }
}
