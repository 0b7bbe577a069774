package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoredObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what belongs to no snapshot and deletes it in two steps: an object is condemned when it is
 * first seen without an owner, and deleted when it still has none a grace time later. A capture
 * uses only packs that had an owner when it began and ends within {@link
 * io.mooring.snapshot.capture.CaptureOptions#longest}: a longer grace time makes locks needless.
 */
public final class Orphans {
  private static final int PAGE = 500;

  private final SnapshotStore store;
  private final TenantKeys keys;
  private final Clock clock;

  public Orphans(SnapshotStore store, TenantKeys keys, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * What collecting did.
   *
   * @param condemned each orphan that is left and when it was first seen: to be kept by the caller
   *     and handed in the next time
   */
  public record Collected(Map<ObjectName, Instant> condemned, Set<ObjectName> deleted) {
    public Collected {
      condemned = Map.copyOf(condemned);
      deleted = Set.copyOf(deleted);
    }
  }

  /**
   * Deletes what has been an orphan for longer than the grace time.
   *
   * @param condemned of the last time
   * @param kept the snapshots that there are, those being captured among them: a manifest of none
   *     of them is an orphan
   * @throws io.mooring.snapshot.format.SnapshotDamaged when a kept manifest can't be read: then it
   *     is unknown what it needs, and nothing is deleted
   */
  public Collected collect(Map<ObjectName, Instant> condemned, Set<String> kept, Duration grace)
      throws IOException {
    Set<ObjectName> orphans = find(kept);
    Instant now = clock.instant();
    Map<ObjectName, Instant> left = new HashMap<>();
    Set<ObjectName> deleted = new HashSet<>();
    for (ObjectName orphan : orphans) {
      Instant since = condemned.getOrDefault(orphan, now);
      if (condemned.containsKey(orphan) && !since.plus(grace).isAfter(now)) {
        store.delete(orphan);
        deleted.add(orphan);
      } else {
        left.put(orphan, since);
      }
    }
    store.discardUnfinished(keys.tenant(), now.minus(grace));
    return new Collected(left, deleted);
  }

  /** Manifests that nobody keeps, and packs that no kept manifest names. */
  public Set<ObjectName> find(Set<String> kept) throws IOException {
    // Packs first: one that is stored from here on is not looked at.
    Set<ObjectName> orphans = all(Kind.PACK);
    for (ObjectName manifest : all(Kind.MANIFEST)) {
      if (!kept.contains(manifest.id())) {
        orphans.add(manifest);
        continue;
      }
      for (String pack : Manifests.open(store, keys, manifest.id()).packs()) {
        orphans.remove(new ObjectName(keys.tenant(), Kind.PACK, pack));
      }
    }
    return orphans;
  }

  private Set<ObjectName> all(Kind kind) throws IOException {
    Set<ObjectName> all = new HashSet<>();
    String after = "";
    List<StoredObject> page;
    do {
      page = store.list(keys.tenant(), kind, after, PAGE);
      for (StoredObject object : page) {
        all.add(object.name());
        after = object.name().id();
      }
    } while (page.size() == PAGE);
    return all;
  }
}
