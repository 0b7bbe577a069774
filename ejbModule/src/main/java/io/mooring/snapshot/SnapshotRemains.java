package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What {@link SnapshotReaper} reads, each time in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SnapshotRemains {
  private static final int PAGE = 1_000;

  /** Between its row and its runner a capture is nobody's for a moment. */
  private static final Duration BEGUN = Duration.ofMinutes(1);

  @Inject Snapshots snapshots;
  @Inject Clock clock;

  public Set<String> takers(SystemCaller system) {
    return Set.copyOf(snapshots.takers(system));
  }

  /** At most 1,000 at once. */
  public List<Snapshots.Held> taken(SystemCaller system, Set<String> boots) {
    return snapshots.takenBy(system, boots, Long.MAX_VALUE, PAGE);
  }

  /** A boot's captures that began more than a minute ago. */
  public List<Snapshots.Held> abandoned(SystemCaller system, String boot) {
    return snapshots.takenBy(
        system, Set.of(boot), clock.instant().minus(BEGUN).toEpochMilli(), PAGE);
  }
}
