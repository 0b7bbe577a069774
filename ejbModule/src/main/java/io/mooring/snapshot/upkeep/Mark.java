package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.store.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;

/**
 * An object that was found to be needed by nobody, or a pack that was rewritten: to be deleted when
 * that is still so, a grace time has passed, and all that ran when it was found has ended.
 */
public record Mark(ObjectName name, Instant at, Set<String> waitsFor) {
  public Mark {
    waitsFor = Set.copyOf(waitsFor);
  }

  boolean ripe(Set<String> running, Instant now, Duration grace) {
    return !at.plus(grace).isAfter(now) && Collections.disjoint(waitsFor, running);
  }
}
