package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.LivePack;
import io.mooring.snapshot.pack.PackedChunks;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Deletes what nobody needs, in two steps: marks first, and what is marked only when a later survey
 * finds it needed by nobody still. No lock is held, neither against captures nor between sweeps:
 *
 * <ul>
 *   <li>What a running capture has stored is named by nothing yet, so it is marked; but a mark
 *       waits for all that ran when it was made.
 *   <li>What a running capture may use belongs to the snapshots that it builds on. Those are kept
 *       while it runs, whatever becomes of their rows.
 *   <li>Of a rewritten pack a capture that began before may use any chunk. The mark waits for it;
 *       those that begin later see only what was copied. A pack of which somebody needs more than
 *       was copied stays until he doesn't.
 * </ul>
 *
 * So once an object may be deleted, it may be deleted for ever after, by whoever found out.
 */
public final class Sweep {
  private final SnapshotStore store;
  private final TenantKeys keys;
  private final Clock clock;
  private final Duration grace;

  /**
   * @param grace for those who read without being in {@link SnapshotsInUse}: downloads, listings,
   *     checks
   */
  public Sweep(SnapshotStore store, TenantKeys keys, Clock clock, Duration grace) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.grace = grace;
  }

  /** Marks for what has none yet. */
  public List<Mark> newMarks(StoreSurvey survey, Collection<Mark> known) {
    Set<ObjectName> marked = known.stream().map(Mark::name).collect(Collectors.toSet());
    Instant now = clock.instant();
    Set<ObjectName> wanted = new HashSet<>(survey.orphans());
    survey.superseded().forEach(pack -> wanted.add(pack(pack)));
    wanted.removeAll(marked);
    return wanted.stream().map(name -> new Mark(name, now, survey.running())).toList();
  }

  /** Marks of what is needed again; they have to be dropped. */
  public List<Mark> staleMarks(StoreSurvey survey, Collection<Mark> known) {
    return known.stream().filter(mark -> !wanted(survey, mark.name())).toList();
  }

  private static boolean wanted(StoreSurvey survey, ObjectName name) {
    return survey.orphans().contains(name)
        || (name.kind() == Kind.PACK && survey.superseded().contains(name.id()));
  }

  /** What may be deleted, of what is marked. The survey must be younger than the marks. */
  public Set<ObjectName> ripe(StoreSurvey survey, Collection<Mark> marks) throws IOException {
    Instant now = clock.instant();
    Set<ObjectName> orphans = survey.orphans();
    Set<ObjectName> ripe = new HashSet<>();
    Set<String> rewritten = new TreeSet<>();
    for (Mark mark : marks) {
      if (!mark.ripe(survey.running(), now, grace)) {
        continue;
      }
      if (orphans.contains(mark.name())) {
        ripe.add(mark.name());
      } else if (wanted(survey, mark.name())) {
        rewritten.add(mark.name().id());
      }
    }
    List<String> all = List.copyOf(rewritten);
    for (int i = 0; i < all.size(); i += Census.PAGE) {
      List<String> some = all.subList(i, Math.min(i + Census.PAGE, all.size()));
      for (LivePack pack : new Census(store, keys).of(survey, some).values()) {
        if (copied(survey, pack)) {
          ripe.add(pack(pack.id()));
        }
      }
    }
    return ripe;
  }

  /** Whether all that is needed of the pack is where it is forwarded to. */
  private boolean copied(StoreSurvey survey, LivePack pack) throws IOException {
    List<Chunk> needed = pack.live();
    if (needed.isEmpty()) {
      return true;
    }
    try {
      PackedChunks there = PackedChunks.of(store, keys, survey.forward(pack.id()));
      return needed.stream().allMatch(there::holds);
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.MISSING) {
        return false;
      }
      throw e;
    }
  }

  /** Deletes one; whether it was there. */
  public boolean delete(ObjectName name) throws IOException {
    return store.delete(name);
  }

  /** Discards what was begun and not written to for the grace time; how many. */
  public int discardUnfinished() throws IOException {
    return store.discardUnfinished(keys.tenant(), clock.instant().minus(grace));
  }

  private ObjectName pack(String id) {
    return new ObjectName(keys.tenant(), Kind.PACK, id);
  }
}
