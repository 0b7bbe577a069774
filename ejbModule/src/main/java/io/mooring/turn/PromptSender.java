package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.host.HostFailure;
import io.mooring.host.Servers;
import io.mooring.host.UpstreamServer;
import io.mooring.json.Json;
import io.mooring.node.CrashPoints;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.Prompt;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamModel;
import io.mooring.schema.Conflicts;
import io.mooring.session.Ensured;
import io.mooring.session.OpenContext;
import io.mooring.session.OpenSession;
import io.mooring.time.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Brings a turn's prompt to upstream: the session is ensured, the event stream is connected, what
 * the prompt will be is written down, and then it is sent. In doubt upstream is asked before it is
 * sent again.
 */
@ApplicationScoped
class PromptSender {
  private static final int ATTEMPTS = 4;

  @Inject OpenSession openSession;
  @Inject Servers servers;
  @Inject EventRouter router;
  @Inject PromptCheck check;
  @Inject LastMessages lastMessages;
  @Inject TurnClaims claims;
  @Inject LeaseMargin lease;
  @Inject PromptMint mint;
  @Inject Settings settings;
  @Inject CrashPoints points;
  @Inject Ticker ticker;

  /**
   * A prompt that has left, and what to do now.
   *
   * @param next ATTACH, FINISH or INTERRUPTED; SEND or SEND_AGAIN when somebody asked for the
   *     turn's end before it left, so that it never will
   * @param attachment delivers what upstream says into the inbox until it is closed
   */
  record Sent(
      UpstreamServer server,
      SentPrompt prompt,
      Reconciliation next,
      EventRouter.Attachment attachment) {}

  /**
   * Sends the prompt, or finds out what became of it when an earlier runner had sent it. While
   * opencode is away it waits, as long as upstream may be silent about a prompt.
   *
   * @throws TurnFailure lost upstream twice, or the lease
   */
  Sent send(ClaimedTurn turn, Inbox inbox) {
    var system = new SystemCaller(turn.tenant());
    Patience patience =
        new Patience(
            ticker,
            settings.get(TurnSettings.FIRST_EVENT),
            inbox,
            () -> Conflicts.retry(() -> claims.isAbortAsked(system, turn)));
    boolean first = true;
    for (; ; ) {
      try {
        return first ? sendFirst(turn, inbox, patience) : sendMinting(turn, inbox, patience);
      } catch (HostFailure | EventsUnavailable | UpstreamFailure | TurnFailure away) {
        if (patience.hasLeft() || !Patience.isOutage(away)) {
          throw away;
        }
        patience.awaitAfter(away);
        first = turn.sent().isPresent();
      }
    }
  }

  private Sent sendFirst(ClaimedTurn turn, Inbox inbox, Patience patience) {
    if (turn.sent().isPresent()) {
      SentPrompt before = turn.sent().get();
      UpstreamServer server = connectedServer(turn);
      EventRouter.Attachment attachment = router.attach(server, before.upstreamSessionId(), inbox);
      return closingOnFailure(attachment, () -> resume(turn, server, before, attachment, patience));
    }
    Optional<UpstreamServer> ready =
        turn.minted().flatMap(minted -> servers.find(turn.tenant())).filter(PromptSender::speaks);
    // What can't leave at once is minted anew, for meanwhile much may happen to the session.
    return ready.isPresent()
        ? sendMinted(turn, ready.get(), turn.minted().orElseThrow(), inbox, patience)
        : sendMinting(turn, inbox, patience);
  }

  private static boolean speaks(UpstreamServer server) {
    CompletableFuture<Void> connected = server.events().connected();
    return connected.isDone() && !connected.isCompletedExceptionally();
  }

  /** Sends what the claim has written down. */
  private Sent sendMinted(
      ClaimedTurn turn, UpstreamServer server, SentPrompt prompt, Inbox inbox, Patience patience) {
    if (inbox.isStopped()) {
      throw TurnFailure.draining();
    }
    EventRouter.Attachment attachment = router.attach(server, prompt.upstreamSessionId(), inbox);
    try {
      return closingOnFailure(
          attachment, () -> leave(turn, server, prompt, attachment, inbox.isAborted(), patience));
    } catch (UpstreamFailure.NotFound lost) {
      return sendAfterLoss(turn, prompt.upstreamSessionId(), inbox, patience)
          .orElseGet(() -> sendMinting(turn, inbox, patience));
    }
  }

  private Sent leave(
      ClaimedTurn turn,
      UpstreamServer server,
      SentPrompt prompt,
      EventRouter.Attachment attachment,
      boolean abortAsked,
      Patience patience) {
    Reconciliation next =
        abortAsked
            ? Reconciliation.SEND
            : deliver(turn, server, prompt, Reconciliation.SEND, patience);
    return new Sent(server, prompt, next, attachment);
  }

  private Sent sendMinting(ClaimedTurn turn, Inbox inbox, Patience patience) {
    var system = new SystemCaller(turn.tenant());
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Ensured ensured = openSession.ensureForTurn(system, turn.sessionId());
      Optional<Sent> sent = sendOnce(turn, ensured, inbox, patience);
      if (sent.isPresent()) {
        return sent.get();
      }
    }
    throw TurnFailure.upstreamLost();
  }

  /** Empty when the session got another upstream session meanwhile. */
  private Optional<Sent> sendOnce(
      ClaimedTurn turn, Ensured ensured, Inbox inbox, Patience patience) {
    try {
      return sendTo(turn, ensured, inbox, patience);
    } catch (UpstreamFailure.NotFound lost) {
      return sendAfterLoss(turn, ensured.upstreamSessionId(), inbox, patience);
    }
  }

  private Optional<Sent> sendAfterLoss(
      ClaimedTurn turn, String lost, Inbox inbox, Patience patience) {
    Ensured again =
        openSession.recreateForTurn(new SystemCaller(turn.tenant()), turn.sessionId(), lost);
    try {
      return sendTo(turn, again, inbox, patience);
    } catch (UpstreamFailure.NotFound lostAgain) {
      TurnFailure failure = TurnFailure.upstreamLost();
      failure.addSuppressed(lostAgain); // it has a cause already: none
      throw failure;
    }
  }

  private Optional<Sent> sendTo(ClaimedTurn turn, Ensured ensured, Inbox inbox, Patience patience) {
    UpstreamServer server = connectedServer(turn);
    EventRouter.Attachment attachment = router.attach(server, ensured.upstreamSessionId(), inbox);
    return closingOnFailure(
        attachment,
        () -> {
          SentPrompt prompt = mint(turn, server.client(), ensured);
          if (inbox.isStopped()) {
            throw TurnFailure.draining();
          }
          var system = new SystemCaller(turn.tenant());
          TurnClaims.Intent intent = Conflicts.retry(() -> claims.intend(system, turn, prompt));
          if (intent == TurnClaims.Intent.SUPERSEDED) {
            attachment.close();
            return Optional.empty();
          }
          boolean abortAsked = intent == TurnClaims.Intent.ABORT_ASKED;
          return Optional.of(leave(turn, server, prompt, attachment, abortAsked, patience));
        });
  }

  private Sent resume(
      ClaimedTurn turn,
      UpstreamServer server,
      SentPrompt before,
      EventRouter.Attachment attachment,
      Patience patience) {
    Optional<PromptCheck.Found> found = check.ask(turn, server.client(), before);
    if (found.isEmpty()) {
      // Upstream lost the whole session; the prompt goes with it and may not run by itself again.
      return new Sent(server, before, Reconciliation.INTERRUPTED, attachment);
    }
    Reconciliation next = found.get().next();
    boolean leaves = next == Reconciliation.SEND || next == Reconciliation.SEND_AGAIN;
    if (leaves && !turn.abortAsked()) {
      next = deliver(turn, server, before, next, patience);
    }
    return new Sent(server, before, next, attachment);
  }

  /**
   * Sends a prompt, perhaps again because it got lost after it had left; the same ids make no
   * second reply.
   */
  void sendAgain(ClaimedTurn turn, Opencode upstream, SentPrompt prompt) {
    lease.await();
    points.reached("turn.intended", turn.sessionId());
    upstream.promptAsync(prompt.upstreamSessionId(), body(turn, prompt));
    points.reached("turn.sent", turn.sessionId());
  }

  /** Sends as long as that is the thing to do; answers what is to do then. */
  private Reconciliation deliver(
      ClaimedTurn turn,
      UpstreamServer server,
      SentPrompt prompt,
      Reconciliation first,
      Patience patience) {
    Reconciliation next = first;
    patience.leaves();
    for (int attempt = 1;
        next == Reconciliation.SEND || next == Reconciliation.SEND_AGAIN;
        attempt++) {
      try {
        sendAgain(turn, server.client(), prompt);
        return Reconciliation.ATTACH;
      } catch (UpstreamFailure.Unreachable | UpstreamFailure.Late | HostFailure doubt) {
        lastMessages.forget(prompt.upstreamSessionId());
        if (attempt == ATTEMPTS) {
          throw doubt;
        }
        next =
            check
                .askPatiently(turn, servers, prompt, patience)
                .map(PromptCheck.Found::next)
                .orElseThrow(TurnFailure::upstreamLost);
      }
    }
    return next;
  }

  private UpstreamServer connectedServer(ClaimedTurn turn) {
    UpstreamServer server = servers.server(turn.tenant());
    long longestMs = settings.get(TurnSettings.CONNECT_WAIT).toMillis();
    try {
      server.events().connected().get(longestMs, TimeUnit.MILLISECONDS);
      return server;
    } catch (TimeoutException | ExecutionException e) {
      throw new EventsUnavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TurnFailure.draining();
    }
  }

  private SentPrompt mint(ClaimedTurn turn, Opencode upstream, Ensured ensured) {
    String sessionId = ensured.upstreamSessionId();
    Optional<String> greatest =
        ensured.created() && ensured.context() == OpenContext.FRESH
            ? Optional.empty()
            : lastMessages
                .before(turn.number(), sessionId)
                .or(() -> greatestThere(turn, upstream, sessionId));
    return mint.after(greatest, ensured, turn.parts().size());
  }

  /** Nothing is known of the session: it may even be at work, and a prompt would be merged. */
  private Optional<String> greatestThere(ClaimedTurn turn, Opencode upstream, String sessionId) {
    check.makeIdle(turn, upstream, sessionId);
    return LastMessages.greatestOf(upstream.messages(sessionId, 1, null).messages());
  }

  private static Prompt body(ClaimedTurn turn, SentPrompt prompt) {
    ArrayNode parts = Json.lenient().createArrayNode();
    int i = 0;
    for (JsonNode part : turn.parts()) {
      ObjectNode named = part.deepCopy();
      parts.add(named.put("id", prompt.partIds().get(i++)));
    }
    return new Prompt(
        prompt.messageId(),
        parts,
        turn.model().map(m -> new UpstreamModel(m.providerId(), m.modelId(), null)).orElse(null),
        turn.agent().orElse(null),
        turn.system().orElse(null));
  }

  private static <T> T closingOnFailure(EventRouter.Attachment attachment, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      attachment.close();
      throw e;
    }
  }
}
