package io.mooring.feed;

import io.mooring.access.SystemCaller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What consoles were told of the sessions that changed of late or in which something runs: so that
 * a poll finds what nobody has told, and only that. Used by one thread at a time.
 */
final class RecentChanges {
  /**
   * How far back a poll looks. Rows bear the time of the node that wrote them: a change is found as
   * long as the nodes' clocks differ by less.
   */
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Most sessions of one poll, the newest: of more in a minute a console sees no single one. */
  static final int MOST = 2_000;

  private static final int PAGE = 500;

  private record Told(long version, long seq, boolean running) {}

  private final FeedSources sources;
  private final Map<String, Map<String, Told>> tenants = new HashMap<>();

  RecentChanges(FeedSources sources) {
    this.sources = sources;
  }

  /** Forgets the tenants of which no console is here. */
  void keepOnly(Set<String> wanted) {
    tenants.keySet().retainAll(wanted);
  }

  void told(String tenant, SessionOverview overview, long seq) {
    Map<String, Told> told = tenants.computeIfAbsent(tenant, key -> new HashMap<>());
    told.put(overview.sessionId(), new Told(overview.version(), seq, overview.running()));
  }

  /** The sessions that are not as they were told. */
  List<String> news(String tenant) {
    SystemCaller system = new SystemCaller(tenant);
    Map<String, Told> told = tenants.computeIfAbsent(tenant, key -> new HashMap<>());
    Instant since = sources.clock().instant().minus(WINDOW);
    Map<String, Long> versions = sources.sessions().changedSince(system, since, MOST);
    told.entrySet()
        .removeIf(entry -> !versions.containsKey(entry.getKey()) && !entry.getValue().running());
    List<String> looked = new ArrayList<>(told.keySet());
    versions.keySet().stream().filter(id -> !told.containsKey(id)).forEach(looked::add);
    List<String> news = new ArrayList<>();
    for (int from = 0; from < looked.size(); from += PAGE) {
      List<String> page = looked.subList(from, Math.min(looked.size(), from + PAGE));
      Map<String, Long> seqs = sources.journal().lastSeqs(system, page);
      for (String id : page) {
        Told before = told.get(id);
        long version = versions.getOrDefault(id, before == null ? 0L : before.version());
        long seq = seqs.getOrDefault(id, 0L);
        if (before == null || before.version() != version || before.seq() != seq) {
          news.add(id);
        }
      }
    }
    return news;
  }
}
