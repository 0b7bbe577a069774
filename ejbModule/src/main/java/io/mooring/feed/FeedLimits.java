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
    Duration sendTimeout) {
  static FeedLimits of(Settings settings) {
    return new FeedLimits(
        settings.get(FeedSettings.QUEUE_EVENTS),
        settings.get(FeedSettings.QUEUE_BYTES).bytes(),
        settings.get(FeedSettings.RING_EVENTS),
        settings.get(FeedSettings.RING_BYTES).bytes(),
        settings.get(FeedSettings.IDLE),
        settings.get(FeedSettings.POLL),
        settings.get(FeedSettings.PING),
        settings.get(FeedSettings.SEND_TIMEOUT));
  }
}
