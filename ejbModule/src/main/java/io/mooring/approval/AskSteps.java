package io.mooring.approval;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.session.Session;
import io.mooring.session.SessionFailure;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * The short transactions around approvals and questions. REQUIRES_NEW: a decision is durable before
 * upstream is told, and what upstream took is written down afterwards.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class AskSteps {
  @Inject Asks asks;
  @Inject AskBook book;
  @Inject Sessions sessions;
  @Inject Settings settings;

  /**
   * Decides.
   *
   * @return all that upstream must be told now
   * @throws ApprovalFailure not found, or already decided
   */
  public List<Unsettled> decide(Caller caller, String id, AskKind kind, Choice choice) {
    Ask ask = locked(caller, id);
    if (ask.kind() != kind || !maySee(caller, ask.owner())) {
      throw ApprovalFailure.notFound();
    }
    if (!mayDecide(caller, ask.owner())) {
      throw new Forbidden("Your roles don't allow to decide this.");
    }
    if (!ask.isOpen()) {
      throw ApprovalFailure.alreadyDecided();
    }
    return book.decide(caller, ask, choice.verdict(ask, caller.user()));
  }

  /** Rejects what nobody decided in time; does nothing when somebody has. */
  public List<Unsettled> expire(SystemCaller system, String id) {
    Ask ask = locked(system, id);
    return ask.isOpen()
        ? book.decide(system, ask, Verdict.of(Decision.REJECT, Verdict.SYSTEM))
        : List.of();
  }

  /** Upstream has the decision. */
  public void confirm(SystemCaller system, String id) {
    asks.lock(system, id).ifPresent(Ask::confirm);
  }

  /** Upstream says that it was told something, perhaps by somebody else. */
  public void heard(SystemCaller system, String sessionId, String requestId, Decision decision) {
    asks.byRequest(system, sessionId, requestId)
        .map(Ask::id)
        .ifPresent(id -> book.decideElsewhere(system, locked(system, id), decision));
  }

  /** What upstream may still wait for in a turn. */
  public List<Unsettled> unsettled(SystemCaller system, String turnId) {
    return asks.unsettled(system, turnId).stream().map(Unsettled::of).toList();
  }

  public AskDocument read(Caller caller, String id) {
    return asks.find(caller, id).map(AskDocument::of).orElseThrow(ApprovalFailure::notFound);
  }

  /** What waits for a decision and the caller may decide, or may see as an auditor. */
  public List<AskDocument> open(Caller caller, Position before, int limit) {
    boolean all = caller.seesAll() || caller.is(Role.APPROVER);
    if (!all && !mayDecide(caller, caller.user())) {
      return List.of();
    }
    Optional<String> owner = all ? Optional.empty() : Optional.of(caller.user());
    return asks.open(caller, owner, before.askedMs(), before.id(), limit + 1).stream()
        .map(AskDocument::of)
        .toList();
  }

  /**
   * All of a session.
   *
   * @throws SessionFailure not found
   */
  public List<AskDocument> ofSession(Caller caller, String sessionId, Position before, int limit) {
    Optional<String> owner =
        sessions.find(new SystemCaller(caller.tenant()), sessionId).map(Session::owner);
    if (owner.filter(name -> maySee(caller, name)).isEmpty()) {
      throw SessionFailure.notFound();
    }
    return asks.ofSession(caller, sessionId, before.askedMs(), before.id(), limit + 1).stream()
        .map(AskDocument::of)
        .toList();
  }

  /** After which ask a page begins. */
  public record Position(long askedMs, String id) {
    public static final Position NEWEST = new Position(Long.MAX_VALUE, "");
  }

  /** The session's lock comes first, as everywhere. */
  private Ask locked(Actor actor, String id) {
    String sessionId = asks.sessionOf(actor, id).orElseThrow(ApprovalFailure::notFound);
    sessions.lockTombstoneToo(actor, sessionId);
    return asks.lock(actor, id).orElseThrow(ApprovalFailure::notFound);
  }

  private static boolean maySee(Caller caller, String owner) {
    return caller.maySee(owner) || caller.is(Role.APPROVER);
  }

  private boolean mayDecide(Caller caller, String owner) {
    boolean own = caller.is(Role.USER) && caller.user().equals(owner);
    return caller.is(Role.ADMIN)
        || caller.is(Role.APPROVER)
        || (own && settings.get(ApprovalSettings.OWNER_DECIDES));
  }
}
