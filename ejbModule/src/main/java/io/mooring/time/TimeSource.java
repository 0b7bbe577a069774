package io.mooring.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Produces the clocks and the ids that everything else injects. */
@ApplicationScoped
public class TimeSource {
  @Produces
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  Ticker ticker() {
    return Ticker.SYSTEM;
  }

  @Produces
  @Singleton
  Ids ids(Clock clock) {
    return new Ids(clock);
  }
}
