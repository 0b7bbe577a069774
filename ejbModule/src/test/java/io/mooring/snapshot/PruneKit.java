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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Prunes in tests, with marks and what is in use in memory; a grace time passes when told. */
public final class PruneKit {
  public static final Duration GRACE = Duration.ofHours(3);

  private final SnapshotStore store;
  private final Uses uses;
  private final List<Mark> marks;
  private Instant now = Instant.now();

  public PruneKit(SnapshotStore store) {
    this(store, new Uses());
  }

  /** A node of several: what is in use is shared, the marks are not. */
  public PruneKit(SnapshotStore store, Uses uses) {
    this(store, uses, new ArrayList<>());
  }

  private PruneKit(SnapshotStore store, Uses uses, List<Mark> marks) {
    this.store = store;
    this.uses = uses;
    this.marks = marks;
  }

  /** The same marks and uses, with the calls to the store going elsewhere. */
  public PruneKit over(SnapshotStore other) {
    PruneKit kit = new PruneKit(other, uses, marks);
    kit.now = now;
    return kit;
  }

  public Uses uses() {
    return uses;
  }

  public PruneKit keeping(Set<String> snapshots) {
    uses.complete.clear();
    uses.complete.addAll(snapshots);
    return this;
  }

  public PruneKit later(Duration passed) {
    now = now.plus(passed);
    return this;
  }

  /** What the rows of snapshots would say. */
  public static final class Uses implements SnapshotsInUse {
    private final Set<String> complete = new TreeSet<>();
    private final Map<String, Set<String>> taking = new TreeMap<>();
    private final Set<String> rewriting = new HashSet<>();

    /** Somebody takes a snapshot, building on the newest that is complete. */
    public synchronized Optional<String> take(String snapshot, String prefix) {
      Optional<String> base =
          complete.stream().filter(id -> id.startsWith(prefix)).max(Comparator.naturalOrder());
      taking.put(snapshot, base.map(Set::of).orElse(Set.of()));
      return base;
    }

    public synchronized void complete(String snapshot) {
      taking.remove(snapshot);
      complete.add(snapshot);
    }

    public synchronized void fail(String snapshot) {
      taking.remove(snapshot);
    }

    public synchronized void giveUp(String snapshot) {
      complete.remove(snapshot);
    }

    private synchronized void rewrites(String id, boolean begins) {
      boolean unused = begins ? rewriting.add(id) : rewriting.remove(id);
    }

    public synchronized Set<String> complete() {
      return Set.copyOf(complete);
    }

    @Override
    public synchronized Set<String> kept() {
      Set<String> kept = new HashSet<>(complete);
      taking.forEach(
          (snapshot, bases) -> {
            kept.add(snapshot);
            kept.addAll(bases);
          });
      return kept;
    }

    @Override
    public synchronized Set<String> running() {
      Set<String> running = new HashSet<>(taking.keySet());
      running.addAll(rewriting);
      return running;
    }
  }

  public StoreSurvey survey() throws IOException {
    return StoreSurvey.take(store, SnapshotKit.KEYS, uses);
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
    return ripe;
  }

  /**
   * Those of the thinned packs of which less than half is needed; what was stored for them. Half a
   * grace time is as long as it may take, so no mark that is made meanwhile gets ripe meanwhile;
   * where a grace time passes when told, such marks have to wait for it.
   */
  public PackRewriting.Rewritten rewrite() throws IOException {
    StoreSurvey survey = survey();
    List<LivePack> sparse =
        new Census(store, SnapshotKit.KEYS)
            .of(survey, survey.thinned()).values().stream()
                .filter(pack -> 2 * pack.liveBytes() < pack.bytes())
                .toList();
    String id = UUID.randomUUID().toString();
    uses.rewrites(id, true);
    try {
      return new PackRewriting(
              store, SnapshotKit.KEYS, SnapshotKit.THREADS, Ticker.SYSTEM, Duration.ofHours(1))
          .rewrite(sparse, survey::needs);
    } finally {
      uses.rewrites(id, false);
    }
  }

  /** A whole run: what was marked by the last one is old enough by now. */
  public void run() throws IOException {
    runBeside();
    sweep().discardUnfinished();
  }

  /** A run beside those who write, whose unfinished objects no grace time covers here. */
  public Set<ObjectName> runBeside() throws IOException {
    mark();
    rewrite();
    mark();
    later(GRACE.plusSeconds(1));
    return deleteRipe();
  }
}
