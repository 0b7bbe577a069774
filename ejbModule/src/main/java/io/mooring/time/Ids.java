package io.mooring.time;

import com.github.f4b6a3.ulid.UlidFactory;
import java.time.Clock;
import java.util.Locale;

/**
 * Mints ids: a prefix, an underscore and a ULID in lower case, for example {@code
 * ses_01jd3v8q6x0000000000000000}. Ids of one instance are strictly increasing.
 */
public class Ids {
  private final UlidFactory ulids = UlidFactory.newMonotonicInstance();
  private final Clock clock;

  public Ids(Clock clock) {
    this.clock = clock;
  }

  /** A new id; safe to call from any thread. */
  public String next(String prefix) {
    return prefix + '_' + ulids.create(clock.millis()).toString().toLowerCase(Locale.ROOT);
  }
}
