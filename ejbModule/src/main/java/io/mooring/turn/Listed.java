package io.mooring.turn;

import io.mooring.time.Ticker;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What upstream has listed for directories, forgotten after a minute. Safe for use by several
 * threads.
 */
final class Listed<T> {
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

  /** Remembers a list that has just come; an empty one says that nothing could be told. */
  void remember(String tenant, String directory, Set<T> all, Ticker ticker) {
    if (!all.isEmpty()) {
      known.put(new Place(tenant, directory), new Known<>(Set.copyOf(all), ticker.nanos()));
    }
  }
}
