package io.mooring.turn;

import io.mooring.host.Servers;
import io.mooring.host.UpstreamServer;
import io.mooring.opencode.Opencode;
import io.mooring.problem.Problem;
import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What upstream has listed for directories, forgotten after a minute. Safe for use by several
 * threads.
 */
final class Listed<T> {
  private static final System.Logger LOG = System.getLogger(Listed.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(60);
  private static final int MOST_DIRECTORIES = 1_000;

  private final Map<Place, Known<T>> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, Known<T>> eldest) {
              return size() > MOST_DIRECTORIES;
            }
          });

  private record Place(String tenant, String directory) {}

  private record Known<T>(Set<T> all, long askedNanos) {}

  /** What was listed for a directory at most a minute ago. */
  Optional<Set<T>> in(String tenant, String directory, Ticker ticker) {
    return Optional.ofNullable(known.get(new Place(tenant, directory)))
        .filter(found -> ticker.since(found.askedNanos()).compareTo(FRESH) < 0)
        .map(Known::all);
  }

  /**
   * Asks the tenant's server; learns nothing when none is up, or it can't tell now.
   *
   * @param list asks for what is listed in the directory
   */
  void ask(
      Servers servers,
      String tenant,
      String directory,
      Ticker ticker,
      Function<Opencode, Stream<T>> list) {
    Set<T> all = servers.find(tenant).map(server -> told(server, list)).orElse(Set.of());
    if (!all.isEmpty()) {
      known.put(new Place(tenant, directory), new Known<>(all, ticker.nanos()));
    }
  }

  private static <T> Set<T> told(UpstreamServer server, Function<Opencode, Stream<T>> list) {
    try {
      return list.apply(server.client()).collect(Collectors.toUnmodifiableSet());
    } catch (Problem e) {
      LOG.log(System.Logger.Level.DEBUG, "What it offers can't be asked for now.", e);
      return Set.of();
    }
  }
}
