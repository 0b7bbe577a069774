package io.mooring.session;

import io.mooring.opencode.wire.UpstreamSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether an upstream session is an orphan: made for a session of ours that never came to
 * have it, or has it no longer. Pure: what is known comes in, nothing is asked.
 */
final class OrphanRules {
  private final String installation;
  private final Duration grace;

  /**
   * @param installation whose mark counts
   * @param grace how long ago everything about an orphan must have happened, by either clock
   */
  OrphanRules(String installation, Duration grace) {
    this.installation = installation;
    this.grace = grace;
  }

  /** What becomes of an upstream session. */
  enum Fate {
    /** Nobody has it: it may be deleted. */
    ORPHAN,
    /** Another installation's, somebody's own, or a subagent's, which goes with its parent. */
    NOT_OURS,
    /** A session has it. */
    CURRENT,
    /** A session had it, and it is kept. */
    HISTORY,
    /** Its session is being opened. */
    OPENING,
    /** So young that it may still be on its way. */
    YOUNG,
    /** It carries the mark of another one: somebody copied that. */
    COPY,
    /** Its mark is of no intent that we know, say from after a backup. */
    UNKNOWN
  }

  /** What is stored about an upstream session. */
  record Known(boolean current, Optional<Former> former, Optional<Intended> intent) {}

  /**
   * A session had it.
   *
   * @param due whether its time is over
   */
  record Former(boolean due, Instant since) {}

  /**
   * The intent whose nonce it carries.
   *
   * @param made the upstream session that came of it, if one did
   * @param since when it began, or ended if it has ended
   * @param claimed whether whoever intended it is still at work
   */
  record Intended(Optional<String> made, Instant since, boolean claimed) {}

  boolean isMarked(UpstreamSession upstream) {
    return upstream.parentId() == null
        && installation.equals(upstream.metadata().path("mooring").path("installation").asText());
  }

  static String nonce(UpstreamSession upstream) {
    return upstream.metadata().path("mooring").path("nonce").asText();
  }

  Fate fate(UpstreamSession upstream, Known known, Instant now) {
    if (!isMarked(upstream)) {
      return Fate.NOT_OURS;
    }
    if (known.current()) {
      return Fate.CURRENT;
    }
    boolean madeByIntent =
        known.intent().flatMap(Intended::made).filter(upstream.id()::equals).isPresent();
    if (known.former().isPresent()) {
      // What was merely adopted carries no intent of its own, and stays.
      return known.former().get().due() && madeByIntent
          ? orphanUnlessYoung(upstream, known.former().get().since(), now)
          : Fate.HISTORY;
    }
    if (known.intent().isEmpty()) {
      return Fate.UNKNOWN;
    }
    Intended intent = known.intent().get();
    if (intent.made().isPresent()) {
      return madeByIntent ? Fate.HISTORY : Fate.COPY;
    }
    return intent.claimed() ? Fate.OPENING : orphanUnlessYoung(upstream, intent.since(), now);
  }

  private Fate orphanUnlessYoung(UpstreamSession upstream, Instant since, Instant now) {
    Instant limit = now.minus(grace);
    return upstream.created().isAfter(limit) || since.isAfter(limit) ? Fate.YOUNG : Fate.ORPHAN;
  }
}
