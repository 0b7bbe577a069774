package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.feed.EphemeralEvent;
import io.mooring.feed.FeedHub;
import io.mooring.feed.NewEvent;
import io.mooring.file.FileLog;
import io.mooring.schema.Conflicts;
import io.mooring.session.SessionStatus;
import io.mooring.time.Ticker;
import io.mooring.turn.reply.ReplyEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what a reply says: durable events in batches through the journal, the others live, and
 * never one of those before a durable one that came earlier.
 */
final class ReplyFeed {
  private static final int MOST_PENDING = 64;

  /** Durable events wait this long for others that may come with them. */
  private static final Duration BATCH = Duration.ofMillis(10);

  private final ClaimedTurn turn;
  private final SystemCaller system;
  private final TurnClaims claims;
  private final FeedHub hub;
  private final Ticker ticker;
  private final OutputThrottle outputs;
  private final Checkpoint checkpoint;
  private final List<NewEvent> pending = new ArrayList<>();
  private boolean filesTold;
  private SessionStatus told = SessionStatus.BUSY;
  private @Nullable SessionStatus mood;
  private long pendingSinceNanos;

  ReplyFeed(
      ClaimedTurn turn, TurnClaims claims, FeedHub hub, Ticker ticker, Checkpoint checkpoint) {
    this.turn = turn;
    this.system = new SystemCaller(turn.tenant());
    this.claims = claims;
    this.hub = hub;
    this.ticker = ticker;
    this.outputs = new OutputThrottle(ticker);
    this.checkpoint = checkpoint;
  }

  void publish(List<ReplyEvent> events) {
    for (ReplyEvent event : events) {
      if (event instanceof ReplyEvent.Durable durable) {
        keep(durable);
      } else if (event instanceof ReplyEvent.ToolOutput output) {
        outputs.offer(output).ifPresent(this::show);
      } else if (event instanceof ReplyEvent.Ephemeral live) {
        show(live);
      }
    }
    if (pending.size() >= MOST_PENDING) {
      flush();
    }
  }

  private void keep(ReplyEvent.Durable event) {
    if (event instanceof ReplyEvent.Retry) {
      feel(SessionStatus.RETRYING);
    } else if (event instanceof ReplyEvent.ToolUpdated updated) {
      outputs.drop(updated.tool().callId());
    }
    wait(ReplyFrames.durable(turn.turnId(), event));
  }

  private void wait(NewEvent event) {
    if (!hasPending()) {
      pendingSinceNanos = ticker.nanos();
    }
    pending.add(event);
  }

  private void show(ReplyEvent.Ephemeral event) {
    flush();
    if (!(event instanceof ReplyEvent.ToolOutput)) {
      checkpoint.grew();
    }
    hub.publish(ReplyFrames.live(turn, event));
  }

  /** The model answers again after a retry. */
  void goesOn() {
    feel(SessionStatus.BUSY);
  }

  private void feel(SessionStatus status) {
    if (status != told) {
      if (!hasPending()) {
        pendingSinceNanos = ticker.nanos();
      }
      mood = status;
      told = status;
    }
  }

  void progress(String stage, String message) {
    hub.publish(
        EphemeralEvent.progress(
            turn.tenant(), turn.sessionId(), Optional.of(turn.turnId()), stage, message));
  }

  private boolean hasPending() {
    return !pending.isEmpty() || mood != null;
  }

  /** How long nobody has to look after what waits. */
  Duration patience(Duration longest) {
    if (hasPending()) {
      return BATCH;
    }
    return outputs.isHolding() && longest.compareTo(OutputThrottle.PERIOD) > 0
        ? OutputThrottle.PERIOD
        : checkpoint.patience(longest);
  }

  /** Publishes what has waited for long enough. */
  void tick() {
    if (hasPending() && ticker.since(pendingSinceNanos).compareTo(BATCH) >= 0) {
      flush();
    }
    outputs.due().forEach(this::show);
    checkpoint.tick();
  }

  /** Commits what waits. */
  void flush() {
    if (hasPending()) {
      List<NewEvent> batch = List.copyOf(pending);
      filesTold |= FileLog.anyTold(batch);
      Optional<SessionStatus> status = Optional.ofNullable(mood);
      Conflicts.run(() -> claims.append(system, turn, batch, status));
      pending.clear();
      mood = null;
    }
  }

  /** Whether a file event was committed. */
  boolean filesTold() {
    return filesTold;
  }

  /** Whether the reply was, or may have been, written down while it ran. */
  boolean replyKept() {
    return checkpoint.hasWritten();
  }

  /**
   * Hands what waits to the caller, who commits it.
   *
   * @param last what is told after it
   */
  List<NewEvent> takePending(List<ReplyEvent> last) {
    for (ReplyEvent event : last) {
      if (event instanceof ReplyEvent.Durable durable) {
        keep(durable);
      }
    }
    List<NewEvent> taken = List.copyOf(pending);
    pending.clear();
    return taken;
  }
}
