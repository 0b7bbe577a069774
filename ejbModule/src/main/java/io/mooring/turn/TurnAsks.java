package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.approval.AskDesk;
import io.mooring.approval.AskPlace;
import io.mooring.approval.Asked;
import io.mooring.approval.Decision;
import io.mooring.approval.Unsettled;
import io.mooring.host.UpstreamServer;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.schema.Conflicts;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the agent and its subagents ask to people, and their decisions back. What was asked
 * before the turn's prompt is a leftover of an aborted turn, and is passed over.
 */
final class TurnAsks {
  private final ClaimedTurn turn;
  private final PromptSender.Sent sent;
  private final TurnClaims claims;
  private final AskDesk desk;
  private final SystemCaller system;
  private List<Unsettled> unsettled = List.of();
  private boolean asked;

  TurnAsks(ClaimedTurn turn, PromptSender.Sent sent, TurnTools tools) {
    this.turn = turn;
    this.sent = sent;
    this.claims = tools.claims();
    this.desk = tools.asks();
    this.system = new SystemCaller(turn.tenant());
  }

  /** Whether the agent waits for somebody. */
  boolean waits() {
    return !unsettled.isEmpty();
  }

  /** Whether anybody was asked anything. */
  boolean anyAsked() {
    return asked;
  }

  /** Takes up what has just been asked or answered, if the signal says that something was. */
  void hear(Inbox.Signal.Said said) {
    String directory = said.directory().orElse(turn.workdir());
    if (said.event() instanceof WireEvent.PermissionAsked asked) {
      keep(Asked.of(asked, directory));
    } else if (said.event() instanceof WireEvent.QuestionAsked asked) {
      keep(Asked.of(asked, directory));
    } else if (said.event() instanceof WireEvent.PermissionReplied replied) {
      heard(replied.requestId(), decision(replied.reply()));
    } else if (said.event() instanceof WireEvent.QuestionReplied replied) {
      heard(replied.requestId(), Decision.ANSWER);
    } else if (said.event() instanceof WireEvent.QuestionRejected rejected) {
      heard(rejected.requestId(), Decision.REJECT);
    }
  }

  private static Decision decision(String reply) {
    return switch (reply.toLowerCase(Locale.ROOT)) {
      case "once" -> Decision.ONCE;
      case "always" -> Decision.ALWAYS;
      default -> Decision.REJECT;
    };
  }

  private void heard(String requestId, Decision decision) {
    desk.heard(system, turn.sessionId(), requestId, decision);
    settle();
  }

  private void keep(Asked asked) {
    this.asked = true;
    Conflicts.retry(
        () ->
            claims.holding(
                system,
                turn,
                session ->
                    desk.book()
                        .keep(
                            system,
                            new AskPlace(
                                turn.tenant(),
                                turn.sessionId(),
                                session.owner(),
                                turn.agent().orElseGet(session::agent),
                                turn.turnId()),
                            asked)));
    settle();
  }

  /** Tells what was decided meanwhile, here or on another node. */
  void settle() {
    unsettled = desk.settle(system, sent.server(), turn.turnId());
  }

  /** Compares with all that is open upstream, children's included: events may have been lost. */
  void reconcile(UpstreamServer server) {
    Opencode upstream = server.client();
    Set<String> ours = family(upstream);
    Set<String> directories = new HashSet<>(Set.of(turn.workdir()));
    unsettled.forEach(ask -> directories.add(ask.directory()));
    Set<String> listed = new HashSet<>();
    for (String directory : directories) {
      for (WireEvent.PermissionAsked asked : upstream.permissions(directory)) {
        listed.add(asked.id());
        if (ours.contains(asked.session()) && isOfThisTurn(asked.messageId())) {
          keep(Asked.of(asked, directory));
        }
      }
      for (WireEvent.QuestionAsked asked : upstream.questions(directory)) {
        listed.add(asked.id());
        if (ours.contains(asked.session()) && isOfThisTurn(asked.messageId())) {
          keep(Asked.of(asked, directory));
        }
      }
    }
    Conflicts.retry(
        () ->
            claims.holding(
                system,
                turn,
                session -> {
                  desk.book().reconcile(system, turn.turnId(), listed);
                  return true;
                }));
    settle();
  }

  private boolean isOfThisTurn(@Nullable String messageId) {
    return messageId == null || messageId.compareTo(sent.prompt().messageId()) > 0;
  }

  /** The session and its children, which are followed from now on. */
  private Set<String> family(Opencode upstream) {
    String own = sent.prompt().upstreamSessionId();
    Set<String> family = Family.of(upstream, own);
    family.stream().filter(id -> !id.equals(own)).forEach(sent.attachment()::follow);
    return family;
  }
}
