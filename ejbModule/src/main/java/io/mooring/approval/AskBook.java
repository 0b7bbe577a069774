package io.mooring.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditLog;
import io.mooring.audit.Deed;
import io.mooring.config.Settings;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import io.mooring.session.Wildcard;
import io.mooring.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down what is asked and decided, with the events that say so. Every method works inside the
 * caller's transaction, which holds the session's lock.
 */
@ApplicationScoped
public class AskBook {
  @Inject Asks asks;
  @Inject ApprovalPolicy policy;
  @Inject Journal journal;
  @Inject AuditLog audit;
  @Inject Settings settings;
  @Inject Ids ids;
  @Inject Clock clock;

  /** Keeps what is asked, once, and decides it at once where no person is needed. */
  public Unsettled keep(SystemCaller system, AskPlace place, Asked asked) {
    Optional<Ask> known = asks.byRequest(system, place.sessionId(), asked.requestId());
    if (known.isPresent()) {
      return Unsettled.of(known.get());
    }
    Ask ask =
        new Ask(
            ids.next(asked.kind() == AskKind.APPROVAL ? "apr" : "qst"),
            place,
            asked,
            clock.instant(),
            settings.get(ApprovalSettings.EXPIRY));
    asks.add(ask);
    List<NewEvent> events = new ArrayList<>(List.of(event(ask)));
    automatic(system, place, ask)
        .ifPresent(verdict -> events.addAll(decided(system, ask, verdict)));
    journal.append(system, ask.sessionId(), events);
    return Unsettled.of(ask);
  }

  private Optional<Verdict> automatic(SystemCaller system, AskPlace place, Ask ask) {
    if (!ask.isToTheLetter()) {
      return Optional.empty();
    }
    String permission = ask.permission().orElseThrow();
    Optional<Decision> decision =
        policy.decide(new ApprovalPolicy.Wish(place, permission, ask.patterns()));
    if (decision.isPresent()) {
      return decision.map(d -> Verdict.of(d, Verdict.POLICY));
    }
    return covered(ask, asks.standing(system, ask.sessionId(), permission))
        ? Optional.of(Verdict.of(Decision.ONCE, Verdict.ALWAYS))
        : Optional.empty();
  }

  private static boolean covered(Ask ask, List<String> standing) {
    return !ask.patterns().isEmpty()
        && ask.patterns().stream()
            .allMatch(asked -> standing.stream().anyMatch(p -> Wildcard.matches(p, asked)));
  }

  /**
   * Decides, and with an "always" whatever else waits in the turn and is covered by it.
   *
   * @return all that upstream must be told now
   * @throws ApprovalFailure already decided
   */
  List<Unsettled> decide(Actor actor, Ask ask, Verdict verdict) {
    List<NewEvent> events = new ArrayList<>(decided(actor, ask, verdict));
    List<Unsettled> all = new ArrayList<>(List.of(Unsettled.of(ask)));
    if (verdict.decision() == Decision.ALWAYS && ask.isToTheLetter()) {
      List<String> patterns = remember(ask, verdict.by());
      var system = new SystemCaller(actor.tenant());
      for (Ask other : asks.unsettled(actor, ask.turnId())) {
        if (other.isOpen()
            && other.isToTheLetter()
            && other.permission().equals(ask.permission())
            && covered(other, patterns)) {
          events.addAll(decided(system, other, Verdict.of(Decision.ONCE, Verdict.ALWAYS)));
          all.add(Unsettled.of(other));
        }
      }
    }
    journal.append(actor, ask.sessionId(), events);
    return all;
  }

  private List<String> remember(Ask ask, String by) {
    List<String> patterns =
        ask.always().stream()
            .filter(p -> p.length() <= StandingApproval.MOST_PATTERN_CHARS)
            .distinct()
            .toList();
    Instant now = clock.instant();
    patterns.forEach(p -> asks.add(new StandingApproval(ids.next("sta"), ask, p, by, now)));
    return patterns;
  }

  private List<NewEvent> decided(Actor actor, Ask ask, Verdict verdict) {
    ask.decide(verdict, clock.instant());
    audit.add(deed(actor, ask, verdict));
    return List.of(event(ask));
  }

  private static Deed deed(Actor actor, Ask ask, Verdict verdict) {
    boolean approval = ask.kind() == AskKind.APPROVAL;
    Deed deed =
        Deed.by(
                actor,
                approval ? AuditAction.APPROVAL_DECIDED : AuditAction.QUESTION_ANSWERED,
                ask.id())
            .in(ask.sessionId())
            .with("turnId", ask.turnId())
            .with("decision", verdict.decision().label());
    Deed whole =
        ask.permission().map(permission -> deed.with("permission", permission)).orElse(deed);
    return actor instanceof Caller ? whole : whole.with("by", verdict.by());
  }

  /** Somebody else told upstream. */
  void decideElsewhere(Actor actor, Ask ask, Decision decision) {
    if (ask.isOpen()) {
      journal.append(
          actor, ask.sessionId(), decided(actor, ask, Verdict.of(decision, Verdict.UPSTREAM)));
    }
    ask.confirm();
  }

  /** What upstream does not list any more was answered there or given up. */
  public void reconcile(SystemCaller system, String turnId, Set<String> listedRequestIds) {
    for (Ask ask : asks.unsettled(system, turnId)) {
      if (!listedRequestIds.contains(ask.requestId())) {
        List<NewEvent> events = givenUp(ask);
        if (!events.isEmpty()) {
          journal.append(system, ask.sessionId(), events);
        }
      }
    }
  }

  /** A turn ends: nobody waits for its asks any more. Answers the events that say so. */
  public List<NewEvent> giveUp(Actor actor, String turnId) {
    return asks.unsettled(actor, turnId).stream().flatMap(ask -> givenUp(ask).stream()).toList();
  }

  private List<NewEvent> givenUp(Ask ask) {
    boolean open = ask.isOpen();
    ask.giveUp(clock.instant());
    ask.confirm();
    return open ? List.of(event(ask)) : List.of();
  }

  private static NewEvent event(Ask ask) {
    boolean approval = ask.kind() == AskKind.APPROVAL;
    ObjectNode body = Json.object();
    body.set(approval ? "approval" : "question", Json.object(AskDocument.of(ask)));
    FeedEventType type =
        ask.isOpen()
            ? approval ? FeedEventType.APPROVAL_REQUESTED : FeedEventType.QUESTION_ASKED
            : approval ? FeedEventType.APPROVAL_DECIDED : FeedEventType.QUESTION_ANSWERED;
    return NewEvent.of(type, ask.turnId(), body);
  }
}
