package io.mooring.feed;

import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** All watched sessions of this node. Nothing is kept of a session that nobody watches. */
final class Channels {
  /** Sessions that one query asks for: an IN list that both databases take. */
  private static final int POLL_SESSIONS = 500;

  private final FeedSources sources;
  private final FeedLimits limits;
  private final FeedThreads threads;
  private final Map<Channel.Key, Channel> channels = new ConcurrentHashMap<>();
  private volatile boolean draining;
  private long polledNanos;

  Channels(FeedSources sources, FeedLimits limits, FeedThreads threads) {
    this.sources = sources;
    this.limits = limits;
    this.threads = threads;
    this.polledNanos = threads.ticker().nanos();
  }

  /**
   * Registers a viewer and starts it.
   *
   * @throws FeedDraining when this node stops
   */
  Viewer watch(Caller caller, String sessionId, Optional<Position> after, ViewerSink sink) {
    if (draining) {
      throw new FeedDraining();
    }
    Channel.Key key = new Channel.Key(caller.tenant(), sessionId);
    List<Viewer> registered = new ArrayList<>(1);
    channels.compute(
        key,
        (same, existing) -> {
          Channel channel = existing == null ? newChannel() : existing;
          Cursor cursor =
              new Cursor(sources, channel, caller, sessionId, after, limits.pageBytes());
          Inbox inbox = new Inbox(limits.queueEvents(), limits.inboxBytes());
          Viewer viewer = new Viewer(cursor, inbox, sink, threads, channel::leave);
          channel.join(viewer);
          registered.add(viewer);
          return channel;
        });
    Viewer viewer = registered.get(0);
    viewer.start();
    if (draining) { // since it was asked above: the drain may have missed this one
      var unused = viewer.end(ViewerEnd.DRAINING);
    }
    return viewer;
  }

  private Channel newChannel() {
    return new Channel(new Ring(limits.ringEvents(), limits.ringBytes()), threads.ticker());
  }

  void advance(FeedAdvanced hint) {
    Channel channel = channels.get(new Channel.Key(hint.tenant(), hint.sessionId()));
    if (channel != null && !hint.events().isEmpty()) {
      channel.advance(hint.events().stream().map(DurableFrame::of).toList());
    }
  }

  void publish(EphemeralEvent event) {
    Channel channel = channels.get(new Channel.Key(event.tenant(), event.sessionId()));
    if (channel != null && !channel.viewers().isEmpty()) {
      channel.publish(EphemeralFrame.of(event, sources.clock().instant()));
    }
  }

  int viewers() {
    return channels.values().stream().mapToInt(channel -> channel.viewers().size()).sum();
  }

  /** Ends all viewers of a session. */
  void end(String tenant, String sessionId, ViewerEnd why) {
    Channel channel = channels.get(new Channel.Key(tenant, sessionId));
    if (channel != null) {
      for (Viewer viewer : channel.viewers()) {
        var unused = viewer.end(why);
      }
    }
  }

  /** Ends all viewers and takes no new ones; the answer completes when all were told. */
  CompletableFuture<Void> drain() {
    draining = true;
    return CompletableFuture.allOf(
        channels.values().stream()
            .flatMap(channel -> channel.viewers().stream())
            .map(viewer -> viewer.end(ViewerEnd.DRAINING))
            .toArray(CompletableFuture[]::new));
  }

  /** To be called about once a second, by one thread at a time. */
  void tick() {
    for (Channel.Key key : channels.keySet()) {
      channels.computeIfPresent(
          key, (same, channel) -> channel.idleFor(limits.idle()) ? null : channel);
    }
    for (Channel channel : channels.values()) {
      channel.viewers().forEach(viewer -> viewer.tick(limits.ping(), limits.sendTimeout()));
    }
    Duration sincePoll = threads.ticker().since(polledNanos);
    if (sincePoll.compareTo(limits.poll()) >= 0) {
      polledNanos = threads.ticker().nanos();
      poll();
    }
  }

  /** Asks how far the watched sessions go: heals lost hints, and sees what other nodes wrote. */
  void poll() {
    Map<String, List<String>> watched = new HashMap<>();
    channels.forEach(
        (key, channel) -> {
          if (!channel.viewers().isEmpty()) {
            watched.computeIfAbsent(key.tenant(), t -> new ArrayList<>()).add(key.sessionId());
          }
        });
    watched.forEach(
        (tenant, sessions) -> {
          for (int from = 0; from < sessions.size(); from += POLL_SESSIONS) {
            int to = Math.min(sessions.size(), from + POLL_SESSIONS);
            sources
                .journal()
                .lastSeqs(new SystemCaller(tenant), sessions.subList(from, to))
                .forEach((session, seq) -> notice(new Channel.Key(tenant, session), seq));
          }
        });
  }

  private void notice(Channel.Key key, long seq) {
    Channel channel = channels.get(key);
    if (channel != null) {
      channel.noticeHead(seq);
    }
  }

  int size() {
    return channels.size();
  }
}
