package io.mooring.client;

/** Hears a feed, one call at a time; what it does there holds up the feed. */
@FunctionalInterface
public interface FeedListener {
  /**
   * A frame. Each durable event comes once and in order, over all reconnections; ephemeral ones
   * come at most once. After a {@code gap}, what was shown is replaced by the {@code state} that
   * follows.
   */
  void frame(FeedFrame frame);

  /** The connection was lost; another one is on its way. */
  default void lost(Throwable why) {}

  /** The feed has ended and will not come back: the session is gone, or not the caller's to see. */
  default void ended(Throwable why) {}
}
