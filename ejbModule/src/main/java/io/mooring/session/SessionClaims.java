package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.node.ThisNode;
import io.mooring.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The short transactions around opening a session upstream: look, claim, intend, complete, give up.
 * Each is a transaction of its own, for no lock may be held while upstream is asked.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SessionClaims {
  @Inject Sessions sessions;
  @Inject Workdirs workdirs;
  @Inject SessionHistory history;
  @Inject SessionFeed feed;
  @Inject RunningTurns turns;
  @Inject WorkdirLeases leases;
  @Inject ThisNode node;
  @Inject Readiness readiness;
  @Inject Ids ids;
  @Inject Clock clock;

  /** What a claim may find. */
  sealed interface Claiming {
    /** The session is the caller's to open. */
    record Won(SessionClaim claim) implements Claiming {}

    /** It is open already. */
    record Ready(Ensured ensured) implements Claiming {}

    /** Somebody else is opening it. */
    record Taken() implements Claiming {}
  }

  /**
   * What is enough for the caller.
   *
   * @param checkedSince an open session that was checked no earlier is ready
   * @param replacing the upstream session that must not be the answer
   * @param forTurn whether the runner of a turn asks, for which "a turn runs" is no proof
   * @param restoring what the restore that asks holds the workdir with; nobody else may open the
   *     session meanwhile
   */
  record Wanted(
      Instant checkedSince,
      Optional<String> replacing,
      boolean forTurn,
      Optional<WorkdirLease.Token> restoring) {
    Wanted(Instant checkedSince, Optional<String> replacing, boolean forTurn) {
      this(checkedSince, replacing, forTurn, Optional.empty());
    }
  }

  /**
   * Reads without a lock whether the session is ready.
   *
   * @throws SessionFailure not found or closed
   */
  public Optional<Ensured> look(Actor actor, String sessionId, Wanted wanted) {
    return readiness.of(sessions.get(actor, sessionId), wanted);
  }

  /** The upstream session that is stored now. */
  public Optional<String> current(Actor actor, String sessionId) {
    return sessions.get(actor, sessionId).upstreamSessionId();
  }

  /**
   * Claims the session under its row lock unless it is ready or claimed by somebody else.
   *
   * @throws SessionFailure not found, closed, restoring, or this node may be taken for dead
   */
  public Claiming claim(Actor actor, String sessionId, Wanted wanted) {
    Session session = sessions.lock(actor, sessionId);
    Optional<Ensured> ready = readiness.of(session, wanted);
    if (ready.isPresent()) {
      return new Claiming.Ready(ready.get());
    }
    if (session.leaseBoot().isPresent()) {
      return new Claiming.Taken();
    }
    if (!node.leasesHold()) {
      throw SessionFailure.nodeCutOff();
    }
    leases.requireFree(actor, session, wanted.restoring());
    List<PermissionRule> rules = readiness.rules(session);
    long generation = session.claim(node.bootId(), clock.instant());
    return new Claiming.Won(
        new SessionClaim(
            session.tenantId(),
            session.id(),
            generation,
            wanted.forTurn(),
            workdirs.find(actor, session.workdirId()).map(Workdir::path).orElseThrow(),
            session.openedDirectory(),
            session.upstreamSessionId(),
            session.title(),
            session.agent(),
            session.model(),
            rules,
            Readiness.rulesDiffer(session, rules),
            session.resume(),
            wanted.forTurn() ? turns.runningPrompt(actor, session.id()) : Optional.empty()));
  }

  /**
   * Says that an upstream session is about to be made under this claim.
   *
   * @return the nonce that goes upstream with it
   * @throws SessionFailure claim lost
   */
  public String intend(Actor actor, SessionClaim claim) {
    return intendOnce(actor, claim, SessionIntent.Plan.CREATE);
  }

  /** The same for what is forked or imported. */
  public String intend(Actor actor, SessionClaim claim, SessionIntent.Plan plan) {
    return intendOnce(actor, claim, plan);
  }

  private String intendOnce(Actor actor, SessionClaim claim, SessionIntent.Plan plan) {
    Session session = sessions.lock(actor, claim.sessionId());
    if (!session.isClaimedBy(claim.generation())) {
      throw SessionFailure.claimLost();
    }
    String nonce = ids.next("nonce");
    history.add(new SessionIntent(actor, nonce, claim, plan, node.bootId(), clock.instant()));
    return nonce;
  }

  /** Says what an intent has made, where upstream chose the id. */
  public void made(Actor actor, String nonce, String upstreamSessionId) {
    history.intent(actor, nonce).ifPresent(intent -> intent.made(upstreamSessionId));
  }

  /**
   * Completes a claim.
   *
   * @return false when the claim is no longer the one that counts: nothing was changed
   */
  public boolean complete(Actor actor, SessionClaim claim, Opened opened) {
    Optional<Session> locked = sessions.lockAny(actor, claim.sessionId());
    if (locked.filter(s -> s.isClaimedBy(claim.generation())).isEmpty()) {
      return false;
    }
    Session session = locked.get();
    Instant now = clock.instant();
    Optional<String> before = session.upstreamSessionId();
    boolean changed = !before.equals(Optional.of(opened.upstreamSessionId()));
    if (changed && before.isPresent() && !claim.forTurn()) {
      // What runs, runs in the upstream session that is no longer the session's.
      turns.abortRunning(actor, session);
    }
    OpenContext rung = changed ? opened.context() : session.context().orElse(opened.context());
    session.open(opened.upstreamSessionId(), rung, now);
    session.told(PermissionRules.fingerprint(claim.permissions()));
    session.openedIn(opened.directory());
    opened
        .nonce()
        .flatMap(nonce -> history.intent(actor, nonce))
        .ifPresent(intent -> intent.done(opened.upstreamSessionId(), now));
    if (changed) {
      before.ifPresent(old -> history.replaced(actor, old, session));
      opened
          .brought()
          .ifPresent(b -> history.imported(session, opened.upstreamSessionId(), b, now));
      feed.contextChanged(actor, session, opened, before);
    }
    return true;
  }

  /** Gives a claim back after a failure; does nothing when it is no longer the one that counts. */
  public void giveUp(Actor actor, SessionClaim claim) {
    sessions
        .lockAny(actor, claim.sessionId())
        .filter(session -> session.isClaimedBy(claim.generation()))
        .ifPresent(session -> session.giveUpClaim(clock.instant()));
  }

  /** Whether it is still open what became of an intent. */
  public boolean isUnfinished(Actor actor, String nonce) {
    return history.intent(actor, nonce).filter(SessionIntent::isOpen).isPresent();
  }

  /** Says that what an intent made does not exist, or exists no more. */
  public void undo(Actor actor, String nonce) {
    history.intent(actor, nonce).ifPresent(intent -> intent.undone(clock.instant()));
  }
}
