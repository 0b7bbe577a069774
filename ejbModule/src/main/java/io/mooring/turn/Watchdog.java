package io.mooring.turn;

import io.mooring.config.Settings;
import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.Optional;

/**
 * Says when a turn has gone on without a word for too long. What counts as a word is what upstream
 * says of the turn's session or its children, and what is read of them: never a heartbeat, which
 * only says that the server is there. Knows no thread; not safe for several.
 */
final class Watchdog {
  private final Limits limits;
  private final Ticker ticker;
  private final long begunNanos;
  private long heardNanos;
  private boolean begun;
  private boolean waits;

  /** What a turn may be at. */
  enum Activity {
    /** The model is asked, or nothing is known. */
    MODEL,
    /** A tool runs. */
    TOOL,
    /** A person is asked for a decision. */
    PERSON
  }

  /** A limit that passed. */
  enum Limit {
    FIRST_EVENT,
    SILENCE,
    TOOL_SILENCE,
    DECISION,
    WHOLE;

    /** How a turn says that it ended by this. */
    TurnError error() {
      return switch (this) {
        case FIRST_EVENT ->
            new TurnError("first-event", "opencode said nothing about the prompt.", true);
        case SILENCE -> new TurnError("silence", "The agent was silent for too long.", true);
        case TOOL_SILENCE ->
            new TurnError("tool-silence", "A tool ran for too long without a word.", true);
        case DECISION -> new TurnError("decision", "Nobody decided what the agent asked.", true);
        case WHOLE -> new TurnError("whole", "The turn ran for longer than turns may.", true);
      };
    }
  }

  /**
   * How long each may take.
   *
   * @param firstEvent from the prompt to the first word about it
   * @param silence without a word while the model is asked
   * @param tool the same while a tool runs
   * @param decision while a person is asked
   * @param whole all of the turn on this node; zero for as long as it takes
   */
  record Limits(
      Duration firstEvent, Duration silence, Duration tool, Duration decision, Duration whole) {
    static Limits of(Settings settings) {
      return new Limits(
          settings.get(TurnSettings.FIRST_EVENT),
          settings.get(TurnSettings.SILENCE),
          settings.get(TurnSettings.TOOL_SILENCE),
          settings.get(TurnSettings.DECISION),
          settings.get(TurnSettings.WHOLE));
    }
  }

  /**
   * Begins to count: the prompt has just left.
   *
   * @param begun whether upstream had said something of the turn before
   */
  Watchdog(Limits limits, Ticker ticker, boolean begun) {
    this.limits = limits;
    this.ticker = ticker;
    this.begun = begun;
    this.begunNanos = ticker.nanos();
    this.heardNanos = begunNanos;
  }

  /**
   * Upstream said something.
   *
   * @param ofThePrompt whether it has said anything of the prompt by now: before that, what it says
   *     is about the turn before
   */
  void heard(boolean ofThePrompt) {
    begun |= ofThePrompt;
    if (begun) {
      heardNanos = ticker.nanos();
    }
  }

  /** The prompt has left once more. */
  void sentAgain() {
    begun = false;
    heardNanos = ticker.nanos();
  }

  /** Whether nothing was heard for longer than that. */
  boolean isSilentFor(Duration time) {
    return ticker.since(heardNanos).compareTo(time) > 0;
  }

  /** The limit that has passed by now, if one has. */
  Optional<Limit> passed(Activity activity) {
    if (!limits.whole().isZero() && ticker.since(begunNanos).compareTo(limits.whole()) > 0) {
      return Optional.of(Limit.WHOLE);
    }
    boolean waited = waits;
    waits = activity == Activity.PERSON;
    if (waits != waited) {
      heardNanos = ticker.nanos(); // the wait begins, or is over: each is a word of its own
    }
    Limit limit =
        switch (activity) {
          case PERSON -> Limit.DECISION;
          case TOOL -> Limit.TOOL_SILENCE;
          case MODEL -> begun ? Limit.SILENCE : Limit.FIRST_EVENT;
        };
    return isSilentFor(longest(limit)) ? Optional.of(limit) : Optional.empty();
  }

  private Duration longest(Limit limit) {
    return switch (limit) {
      case FIRST_EVENT -> limits.firstEvent();
      case SILENCE -> limits.silence();
      case TOOL_SILENCE -> limits.tool();
      case DECISION -> limits.decision();
      case WHOLE -> limits.whole();
    };
  }
}
