package io.mooring.turn;

import io.mooring.host.Servers;
import io.mooring.opencode.MessagePage;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.UpstreamStatus;
import io.mooring.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Asks upstream what became of a prompt. */
@ApplicationScoped
class PromptCheck {
  /** Most turns have fewer messages; those that have more are read on. */
  private static final int PAGE = 12;

  private static final int MOST_PAGES = 200;
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(8));

  /**
   * What upstream has of a prompt.
   *
   * @param next what is to do about it
   * @param messages from the prompt on, oldest first; empty when the prompt is not there
   */
  record Found(Reconciliation next, List<UpstreamMessage> messages) {}

  /** What is to do about the prompt; empty when upstream has not even the session. */
  Optional<Found> ask(ClaimedTurn turn, Opencode upstream, SentPrompt prompt) {
    boolean there = isThere(upstream, prompt);
    if (!there && isSessionGone(upstream, prompt)) {
      return Optional.empty();
    }
    // The status first: were it read last, a reply that ended in between would look broken off.
    Optional<UpstreamStatus> status = status(turn, upstream, prompt.upstreamSessionId());
    List<UpstreamMessage> messages = there ? since(upstream, prompt) : List.of();
    return Optional.of(
        new Found(Reconciliation.of(there, prompt.messageId(), messages, status), messages));
  }

  /** The same of a server that may be restarting: asks again for as long as there is patience. */
  Optional<Found> askPatiently(
      ClaimedTurn turn, Servers servers, SentPrompt prompt, Patience patience) {
    for (; ; ) {
      try {
        return ask(turn, servers.server(turn.tenant()).client(), prompt);
      } catch (TurnFailure e) {
        throw e;
      } catch (Problem e) {
        patience.awaitAfter(e);
      }
    }
  }

  /** What the session does; empty when it is idle. */
  Optional<UpstreamStatus> status(ClaimedTurn turn, Opencode upstream, String upstreamSessionId) {
    return Optional.ofNullable(upstream.statuses(turn.workdir()).get(upstreamSessionId))
        .filter(status -> !(status instanceof UpstreamStatus.Idle));
  }

  /** Whether any of these upstream sessions is at work. */
  boolean anyBusy(String workdir, Opencode upstream, Set<String> upstreamSessionIds) {
    var statuses = upstream.statuses(workdir);
    return upstreamSessionIds.stream()
        .map(statuses::get)
        .anyMatch(status -> status != null && !(status instanceof UpstreamStatus.Idle));
  }

  /**
   * Aborts what runs in the session, and waits until it is idle.
   *
   * @throws TurnFailure upstream busy, when it does not stop
   */
  void makeIdle(ClaimedTurn turn, Opencode upstream, String upstreamSessionId) {
    for (Duration wait : WAITS) {
      if (status(turn, upstream, upstreamSessionId).isEmpty()) {
        return;
      }
      upstream.abort(upstreamSessionId);
      pause(wait);
    }
    if (status(turn, upstream, upstreamSessionId).isPresent()) {
      throw TurnFailure.upstreamBusy();
    }
  }

  /** The messages from the prompt on, oldest first. */
  List<UpstreamMessage> since(Opencode upstream, SentPrompt prompt) {
    List<UpstreamMessage> all = new ArrayList<>();
    MessagePage page = upstream.messages(prompt.upstreamSessionId(), PAGE, null);
    for (int i = 1; ; i++) {
      all.addAll(0, page.messages());
      boolean reached =
          page.messages().stream().anyMatch(m -> m.info().id().equals(prompt.messageId()));
      if (reached || page.before() == null || i == MOST_PAGES) {
        break;
      }
      page = upstream.messages(prompt.upstreamSessionId(), PAGE, page.before());
    }
    return all;
  }

  private static boolean isThere(Opencode upstream, SentPrompt prompt) {
    try {
      upstream.message(prompt.upstreamSessionId(), prompt.messageId());
      return true;
    } catch (UpstreamFailure.NotFound e) {
      return false;
    }
  }

  private static boolean isSessionGone(Opencode upstream, SentPrompt prompt) {
    try {
      upstream.session(prompt.upstreamSessionId());
      return false;
    } catch (UpstreamFailure.NotFound e) {
      return true;
    }
  }

  private static void pause(Duration wait) {
    try {
      TimeUnit.NANOSECONDS.sleep(wait.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TurnFailure.draining();
    }
  }
}
