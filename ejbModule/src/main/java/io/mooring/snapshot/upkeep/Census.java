package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.LivePack;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Counts which chunks of some packs the kept snapshots need. A chunk that is in several packs of a
 * snapshot counts in each: so what becomes of one pack never depends on another.
 */
public final class Census {
  /** So many packs at once: their chunks are in memory. */
  public static final int PAGE = 16;

  private final SnapshotStore store;
  private final TenantKeys keys;

  public Census(SnapshotStore store, TenantKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * Counts in those of the packs that are there. Memory: about 100 bytes for each of their chunks.
   */
  public Map<String, LivePack> of(StoreSurvey survey, Collection<String> packs) throws IOException {
    Map<String, LivePack> there = new LinkedHashMap<>();
    for (String pack : packs) {
      try {
        there.put(pack, LivePack.open(store, keys, pack));
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.MISSING) {
          throw e;
        }
      }
    }
    Map<String, List<LivePack>> bySnapshot = new LinkedHashMap<>();
    for (LivePack pack : there.values()) {
      for (String snapshot : new TreeSet<>(survey.users(pack.id()))) {
        bySnapshot.computeIfAbsent(snapshot, unused -> new ArrayList<>()).add(pack);
      }
    }
    for (Map.Entry<String, List<LivePack>> one : bySnapshot.entrySet()) {
      Manifest manifest = Manifests.open(store, keys, one.getKey());
      NeededChunks.each(
          store, keys, manifest, chunk -> one.getValue().forEach(pack -> pack.need(chunk)));
    }
    return there;
  }
}
