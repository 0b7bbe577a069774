package io.mooring.feed;

import io.mooring.config.Settings;
import java.time.Duration;

/** The feed's settings, read once. */
record FeedLimits(
    int queueEvents,
    long queueBytes,
    int ringEvents,
    long ringBytes,
    Duration idle,
    Duration poll,
    Duration ping,
    Duration sendTimeout,
    int overviewSessions) {
  /** A page of the journal stops here, so that a viewer that stalls holds little. */
  private static final long MOST_PAGE_BYTES = 256 * 1024;

  /** What a viewer may hold beside its queue, of all that may wait for it. */
  long pageBytes() {
    return Math.min(MOST_PAGE_BYTES, queueBytes / 4);
  }

  /** What is left for its queue. */
  long inboxBytes() {
    return queueBytes - pageBytes();
  }

  static FeedLimits of(Settings settings) {
    return new FeedLimits(
        settings.get(FeedSettings.QUEUE_EVENTS),
        settings.get(FeedSettings.QUEUE_BYTES).bytes(),
        settings.get(FeedSettings.RING_EVENTS),
        settings.get(FeedSettings.RING_BYTES).bytes(),
        settings.get(FeedSettings.IDLE),
        settings.get(FeedSettings.POLL),
        settings.get(FeedSettings.PING),
        settings.get(FeedSettings.SEND_TIMEOUT),
        settings.get(FeedSettings.OVERVIEW_SESSIONS));
  }
}
