package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.feed.EphemeralEvent;
import io.mooring.feed.FeedHub;
import io.mooring.feed.NewEvent;
import io.mooring.turn.reply.ReplyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Publishes what a reply says: durable events in batches through the journal, the others live, and
 * never one of those before a durable one that came earlier.
 */
final class ReplyFeed {
  private static final int MOST_PENDING = 64;

  private final ClaimedTurn turn;
  private final SystemCaller system;
  private final TurnClaims claims;
  private final FeedHub hub;
  private final List<NewEvent> pending = new ArrayList<>();
  private boolean retrying;

  ReplyFeed(ClaimedTurn turn, TurnClaims claims, FeedHub hub) {
    this.turn = turn;
    this.system = new SystemCaller(turn.tenant());
    this.claims = claims;
    this.hub = hub;
  }

  void publish(List<ReplyEvent> events) {
    for (ReplyEvent event : events) {
      if (event instanceof ReplyEvent.Durable durable) {
        retrying |= durable instanceof ReplyEvent.Retry;
        pending.add(ReplyFrames.durable(turn.turnId(), durable));
      } else if (event instanceof ReplyEvent.Ephemeral live) {
        flush();
        hub.publish(ReplyFrames.live(turn, live));
      }
    }
    if (pending.size() >= MOST_PENDING) {
      flush();
    }
  }

  void progress(String stage, String message) {
    hub.publish(
        EphemeralEvent.progress(
            turn.tenant(), turn.sessionId(), Optional.of(turn.turnId()), stage, message));
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Commits what waits. */
  void flush() {
    if (!pending.isEmpty()) {
      claims.append(system, turn, List.copyOf(pending), retrying);
      pending.clear();
      retrying = false;
    }
  }

  /** Hands what waits to the caller, who commits it. */
  List<NewEvent> takePending() {
    List<NewEvent> taken = List.copyOf(pending);
    pending.clear();
    return taken;
  }
}
