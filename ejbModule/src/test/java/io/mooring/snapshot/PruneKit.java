package io.mooring.snapshot;

import io.mooring.snapshot.pack.LivePack;
import io.mooring.snapshot.pack.PackRewriting;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.upkeep.Census;
import io.mooring.snapshot.upkeep.Mark;
import io.mooring.snapshot.upkeep.SnapshotsInUse;
import io.mooring.snapshot.upkeep.StoreSurvey;
import io.mooring.snapshot.upkeep.Sweep;
import io.mooring.time.Ticker;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Prunes in tests, with marks and what is in use in memory; a grace time passes when told. */
public final class PruneKit {
  public static final Duration GRACE = Duration.ofHours(3);

  private final SnapshotStore store;
  private final List<Mark> marks;
  private Set<String> kept = new TreeSet<>();
  private final Set<String> running = new TreeSet<>();
  private Instant now = Instant.now();

  public PruneKit(SnapshotStore store) {
    this(store, new ArrayList<>());
  }

  private PruneKit(SnapshotStore store, List<Mark> marks) {
    this.store = store;
    this.marks = marks;
  }

  /** The same marks and uses, with the calls to the store going elsewhere. */
  public PruneKit over(SnapshotStore other) {
    PruneKit kit = new PruneKit(other, marks);
    kit.kept = kept;
    kit.running.addAll(running);
    kit.now = now;
    return kit;
  }

  public PruneKit keeping(Set<String> snapshots) {
    kept = new HashSet<>(snapshots);
    return this;
  }

  public PruneKit keep(String snapshot) {
    kept.add(snapshot);
    return this;
  }

  public PruneKit giveUp(String snapshot) {
    kept.remove(snapshot);
    return this;
  }

  public PruneKit begins(String use) {
    running.add(use);
    return this;
  }

  public PruneKit ends(String use) {
    running.remove(use);
    return this;
  }

  public PruneKit later(Duration passed) {
    now = now.plus(passed);
    return this;
  }

  private SnapshotsInUse inUse() {
    return new SnapshotsInUse() {
      @Override
      public Set<String> kept() {
        return Set.copyOf(kept);
      }

      @Override
      public Set<String> running() {
        return Set.copyOf(running);
      }
    };
  }

  public StoreSurvey survey() throws IOException {
    return StoreSurvey.take(store, SnapshotKit.KEYS, inUse());
  }

  private Sweep sweep() {
    return new Sweep(store, SnapshotKit.KEYS, Clock.fixed(now, ZoneOffset.UTC), GRACE);
  }

  public List<Mark> marks() {
    return List.copyOf(marks);
  }

  public void mark() throws IOException {
    StoreSurvey survey = survey();
    marks.removeAll(sweep().staleMarks(survey, marks));
    marks.addAll(sweep().newMarks(survey, marks));
  }

  /** What was deleted. */
  public Set<ObjectName> deleteRipe() throws IOException {
    Set<ObjectName> ripe = sweep().ripe(survey(), marks);
    for (ObjectName name : ripe) {
      sweep().delete(name);
      marks.removeIf(mark -> mark.name().equals(name));
    }
    sweep().discardUnfinished();
    return ripe;
  }

  /** Those of the thinned packs of which less than half is needed; what was stored for them. */
  public PackRewriting.Rewritten rewrite() throws IOException {
    StoreSurvey survey = survey();
    List<LivePack> sparse =
        new Census(store, SnapshotKit.KEYS)
            .of(survey, survey.thinned()).values().stream()
                .filter(pack -> 2 * pack.liveBytes() < pack.bytes())
                .toList();
    return new PackRewriting(
            store, SnapshotKit.KEYS, SnapshotKit.THREADS, Ticker.SYSTEM, Duration.ofHours(1))
        .rewrite(sparse);
  }

  /** A whole run: what was marked by the last one is old enough by now. */
  public void run() throws IOException {
    mark();
    rewrite();
    mark();
    later(GRACE.plusSeconds(1));
    deleteRipe();
  }
}
