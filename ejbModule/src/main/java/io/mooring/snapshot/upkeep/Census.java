package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Forward;
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
import java.util.Optional;
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
   * Counts in those of the packs that are there, and whose snapshots are still there: the next
   * survey tells what became of the others. Memory: about 100 bytes for each of their chunks.
   *
   * @throws SnapshotDamaged when a kept snapshot can't be read
   * @throws StoreException MISSING, when something is gone that a kept snapshot needs
   */
  public Map<String, LivePack> of(StoreSurvey survey, Collection<String> packs) throws IOException {
    Map<String, LivePack> there = new LinkedHashMap<>();
    for (String pack : packs) {
      open(survey, pack).ifPresent(found -> there.put(pack, found));
    }
    Map<String, List<LivePack>> bySnapshot = new LinkedHashMap<>();
    for (LivePack pack : there.values()) {
      for (String snapshot : new TreeSet<>(survey.users(pack.id()))) {
        bySnapshot.computeIfAbsent(snapshot, unused -> new ArrayList<>()).add(pack);
      }
    }
    for (Map.Entry<String, List<LivePack>> one : bySnapshot.entrySet()) {
      if (!count(survey, one.getKey(), one.getValue())) {
        one.getValue().forEach(pack -> there.remove(pack.id()));
      }
    }
    return there;
  }

  private Optional<LivePack> open(StoreSurvey survey, String pack) throws IOException {
    try {
      return Optional.of(LivePack.open(store, keys, pack));
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.MISSING
          || (survey.needs(pack) && Forward.find(store, keys, pack).isEmpty())) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Whether the snapshot is kept still, and so was read to its end. */
  private boolean count(StoreSurvey survey, String snapshot, List<LivePack> packs)
      throws IOException {
    try {
      Manifest manifest = Manifests.open(store, keys, snapshot);
      NeededChunks.each(store, keys, manifest, chunk -> packs.forEach(pack -> pack.need(chunk)));
      return true;
    } catch (SnapshotDamaged | StoreException e) {
      survey.unlessGivenUp(snapshot, e);
      return false;
    }
  }
}
