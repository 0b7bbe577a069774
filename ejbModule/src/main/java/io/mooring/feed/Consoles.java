package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All consoles of this node. A session that has changed is read and told once a period, however
 * often it changed: {@code flush} is that period. What other nodes did is found by {@code poll}.
 */
final class Consoles {
  /** Sessions that are read at once. */
  private static final int PAGE = 200;

  private final FeedSources sources;
  private final FeedLimits limits;
  private final FeedThreads threads;
  private final List<Console> consoles = new CopyOnWriteArrayList<>();
  private final Set<Channel.Key> changed = ConcurrentHashMap.newKeySet();
  private final RecentChanges recent;
  private long polledNanos;
  private volatile boolean draining;

  Consoles(FeedSources sources, FeedLimits limits, FeedThreads threads) {
    this.sources = sources;
    this.limits = limits;
    this.threads = threads;
    this.polledNanos = threads.ticker().nanos();
    this.recent = new RecentChanges(sources);
  }

  /**
   * Registers a console and greets it.
   *
   * @throws FeedDraining when this node stops
   */
  Console watch(Caller caller, ViewerSink sink) {
    if (draining) {
      throw new FeedDraining();
    }
    Console console =
        new Console(
            caller,
            limits.overviewSessions(),
            sink,
            threads,
            () -> frame("ping", Json.object()),
            consoles::remove);
    console.greet(frame("hello", Json.object()));
    consoles.add(console);
    console.start();
    if (draining) { // since it was asked above: the drain may have missed this one
      var unused = console.end(ViewerEnd.DRAINING);
    }
    return console;
  }

  /** A session has changed on this node; only remembered. */
  void changed(String tenant, String sessionId) {
    if (!consoles.isEmpty()) {
      changed.add(new Channel.Key(tenant, sessionId));
    }
  }

  /** Tells what has changed since the last time; by one thread at a time. */
  void flush() {
    Map<String, List<String>> sessions = new HashMap<>();
    for (Iterator<Channel.Key> keys = changed.iterator(); keys.hasNext(); ) {
      Channel.Key key = keys.next();
      keys.remove();
      sessions.computeIfAbsent(key.tenant(), tenant -> new ArrayList<>()).add(key.sessionId());
    }
    sessions.forEach(this::tell);
  }

  private void tell(String tenant, List<String> sessions) {
    for (int from = 0; from < sessions.size(); from += PAGE) {
      List<String> page = sessions.subList(from, Math.min(sessions.size(), from + PAGE));
      try {
        tellPage(new SystemCaller(tenant), page);
      } catch (RuntimeException e) {
        page.forEach(id -> changed.add(new Channel.Key(tenant, id))); // with the next flush
        throw e;
      }
    }
  }

  private void tellPage(SystemCaller system, Collection<String> ids) {
    if (consoles.isEmpty()) {
      return;
    }
    Map<String, Long> seqs = sources.journal().lastSeqs(system, ids);
    for (SessionOverview overview : sources.sessions().overviews(system, ids)) {
      long seq = seqs.getOrDefault(overview.sessionId(), 0L);
      recent.told(system.tenant(), overview, seq);
      Outgoing frame = frame(system.tenant(), overview, seq);
      for (Console console : consoles) {
        if (console.maySee(system.tenant(), overview.owner())) {
          console.offer(overview.sessionId(), frame);
        }
      }
    }
  }

  private Outgoing frame(String tenant, SessionOverview overview, long seq) {
    ObjectNode body = Json.object().put("sessionId", overview.sessionId());
    if (overview.deleted()) {
      return frame("session.gone", body);
    }
    body.put("seq", seq).put("status", overview.status()).put("title", overview.title());
    Optional<String> turn =
        overview.running()
            ? sources.replies().turn(tenant, overview.sessionId())
            : Optional.empty();
    turn.ifPresent(id -> body.put("turn", id));
    return frame("session", body);
  }

  /** Whether it is time to ask the database; true once a period. */
  boolean pollIsDue() {
    boolean due = threads.ticker().since(polledNanos).compareTo(limits.poll()) >= 0;
    if (due) {
      polledNanos = threads.ticker().nanos();
    }
    return due;
  }

  /** Asks the database what has changed of late that nobody has told. */
  void poll() {
    Set<String> tenants = new HashSet<>();
    consoles.forEach(console -> tenants.add(console.tenant()));
    recent.keepOnly(tenants);
    for (String tenant : tenants) {
      recent.news(tenant).forEach(id -> changed.add(new Channel.Key(tenant, id)));
    }
  }

  /** To be called about once a second. */
  void tick() {
    consoles.forEach(console -> console.tick(limits.ping(), limits.sendTimeout()));
  }

  int size() {
    return consoles.size();
  }

  /** Ends all consoles and takes no new ones; the answer completes when all were told. */
  CompletableFuture<Void> drain() {
    draining = true;
    return CompletableFuture.allOf(
        consoles.stream()
            .map(console -> console.end(ViewerEnd.DRAINING))
            .toArray(CompletableFuture[]::new));
  }

  private Outgoing frame(String type, ObjectNode body) {
    ObjectNode frame = Json.object().put("type", type);
    frame.set("at", Json.lenient().valueToTree(sources.clock().instant()));
    frame.setAll(body);
    return new Outgoing(Optional.empty(), type, Json.write(frame));
  }
}
