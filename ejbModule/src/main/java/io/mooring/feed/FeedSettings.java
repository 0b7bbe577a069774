package io.mooring.feed;

import io.mooring.config.DataSize;
import io.mooring.config.Setting;
import io.mooring.config.SettingsGroup;
import io.mooring.job.Schedule;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** The settings of the feed. */
@ApplicationScoped
public class FeedSettings implements SettingsGroup {
  static final Setting<Integer> QUEUE_EVENTS =
      Setting.number(
          "mooring.feed.queue-events",
          4096,
          16,
          1_000_000,
          "Events that may wait for one viewer; more closes it as too slow.");

  static final Setting<DataSize> QUEUE_BYTES =
      Setting.size(
          "mooring.feed.queue-bytes",
          "1MiB",
          "Bytes that may wait for one viewer, in its queue and in the page that it is sent; more"
              + " closes it as too slow.");

  static final Setting<Integer> RING_EVENTS =
      Setting.number(
          "mooring.feed.ring-events",
          1024,
          0,
          1_000_000,
          "Recent durable events of a watched session that are kept in memory.");

  static final Setting<DataSize> RING_BYTES =
      Setting.size(
          "mooring.feed.ring-bytes",
          "1MiB",
          "Bytes of recent durable events of a watched session that are kept in memory.");

  static final Setting<Duration> IDLE =
      Setting.duration(
          "mooring.feed.idle",
          "PT30S",
          "How long a session that nobody watches any more keeps its recent events in memory.");

  static final Setting<Duration> KEEP_AGE =
      Setting.duration(
          "mooring.feed.keep-age",
          "P30D",
          "How long durable events are kept; a viewer that asks for older ones gets gap and"
              + " state.");

  static final Setting<Integer> KEEP_EVENTS =
      Setting.number(
          "mooring.feed.keep-events",
          100_000,
          1_000,
          1_000_000_000,
          "Durable events that are kept of one session at most.");

  static final Setting<Schedule> PRUNE =
      Schedule.setting(
          "mooring.feed.prune-journals-schedule",
          "37 * * * *",
          "When journals lose the events that are too old or too many.");

  static final Setting<Integer> OVERVIEW_SESSIONS =
      Setting.number(
          "mooring.feed.overview-sessions",
          10_000,
          100,
          1_000_000,
          "Changed sessions that may wait for one viewer of all sessions; more closes it as too"
              + " slow.");

  static final Setting<Duration> POLL =
      Setting.duration(
          "mooring.feed.poll",
          "PT5S",
          "How often the journal is asked for what other nodes wrote to watched sessions.");

  static final Setting<Duration> PING =
      Setting.duration(
          "mooring.feed.ping",
          "PT20S",
          "How often a viewer is pinged; one that misses two is closed.");

  /** Read by the WebSocket endpoint, too. */
  public static final Setting<Duration> SEND_TIMEOUT =
      Setting.duration(
          "mooring.feed.send-timeout",
          "PT10S",
          "How long one frame may take to leave; longer closes the viewer as too slow.");

  static final Setting<Integer> WORKERS =
      Setting.number(
          "mooring.feed.workers",
          4,
          1,
          256,
          "Viewers that are served at the same moment, and so database connections of the feed.");

  /** Read by the server-sent events. */
  public static final Setting<Integer> STREAM_WORKERS =
      Setting.number(
          "mooring.feed.stream-workers",
          64,
          1,
          1024,
          "Server-sent events that are written at the same moment: a client that stops reading"
              + " holds one until the HTTP endpoint's write timeout.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        QUEUE_EVENTS,
        QUEUE_BYTES,
        RING_EVENTS,
        RING_BYTES,
        IDLE,
        KEEP_AGE,
        KEEP_EVENTS,
        PRUNE,
        OVERVIEW_SESSIONS,
        POLL,
        PING,
        SEND_TIMEOUT,
        WORKERS,
        STREAM_WORKERS);
  }
}
