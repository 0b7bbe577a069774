package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Forward;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import io.mooring.snapshot.store.StoredObject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is in a tenant's store and who needs it. First the store is listed, then it is asked what
 * runs, then what is kept: so what was stored by somebody who still ran at the listing either runs
 * or is kept, unless it failed.
 */
public final class StoreSurvey {
  private static final System.Logger LOG = System.getLogger(StoreSurvey.class.getName());
  private static final int PAGE = 500;

  private final Set<ObjectName> orphans = new HashSet<>();
  private final Map<String, Set<String>> users = new TreeMap<>();
  private final Set<String> superseded = new TreeSet<>();
  private final Set<String> thinned = new TreeSet<>();
  private final Map<String, List<String>> forwards = new HashMap<>();
  private final Map<Kind, Set<String>> listed;
  private final Set<String> running;

  private StoreSurvey(Map<Kind, Set<String>> listed, Set<String> running) {
    this.listed = listed;
    this.running = Set.copyOf(running);
  }

  /**
   * Looks at all of it; reads manifests and forwards.
   *
   * @throws SnapshotDamaged when the manifest of a kept snapshot, or a forward that leads to its
   *     chunks, can't be read: then it is unknown what it needs, and nothing may be deleted
   */
  public static StoreSurvey take(SnapshotStore store, TenantKeys keys, SnapshotsInUse inUse)
      throws IOException {
    Map<Kind, Set<String>> listed = new HashMap<>();
    for (Kind kind : Kind.values()) {
      listed.put(kind, all(store, keys, kind));
    }
    StoreSurvey survey = new StoreSurvey(listed, inUse.running());
    Set<String> kept = inUse.kept();
    listed.forEach(
        (kind, ids) ->
            ids.forEach(id -> survey.orphans.add(new ObjectName(keys.tenant(), kind, id))));
    Set<String> given = new TreeSet<>();
    for (String snapshot : survey.listed(Kind.MANIFEST)) {
      if (kept.contains(snapshot)) {
        survey.reach(store, keys, snapshot, Manifests.open(store, keys, snapshot));
      } else {
        given.add(snapshot);
      }
    }
    for (String pack : survey.users.keySet()) {
      if (survey.forwards.containsKey(pack) && survey.listed(Kind.PACK).contains(pack)) {
        survey.superseded.add(pack);
      }
    }
    for (String snapshot : given) {
      survey.thin(store, keys, snapshot);
    }
    return survey;
  }

  private static Set<String> all(SnapshotStore store, TenantKeys keys, Kind kind)
      throws IOException {
    Set<String> all = new TreeSet<>();
    String after = "";
    List<StoredObject> page;
    do {
      page = store.list(keys.tenant(), kind, after, PAGE);
      for (StoredObject object : page) {
        all.add(object.name().id());
        after = object.name().id();
      }
    } while (page.size() == PAGE);
    return all;
  }

  private void reach(SnapshotStore store, TenantKeys keys, String snapshot, Manifest manifest)
      throws IOException {
    orphans.remove(new ObjectName(keys.tenant(), Kind.MANIFEST, snapshot));
    for (String pack : closure(store, keys, manifest.packs())) {
      users.computeIfAbsent(pack, unused -> new TreeSet<>()).add(snapshot);
      orphans.remove(new ObjectName(keys.tenant(), Kind.PACK, pack));
      orphans.remove(new ObjectName(keys.tenant(), Kind.FORWARD, pack));
    }
  }

  /** Of a snapshot that nobody keeps; what can't be read of it tells nothing. */
  private void thin(SnapshotStore store, TenantKeys keys, String snapshot) throws IOException {
    try {
      for (String pack : closure(store, keys, Manifests.open(store, keys, snapshot).packs())) {
        if (users.containsKey(pack) && !forwards.containsKey(pack)) {
          thinned.add(pack);
        }
      }
    } catch (SnapshotDamaged e) {
      LOG.log(Level.WARNING, "Of a snapshot that is given up the manifest is damaged: " + snapshot);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.MISSING) {
        throw e;
      }
    }
  }

  /** These packs, and those that they are forwarded to. */
  private Set<String> closure(SnapshotStore store, TenantKeys keys, Collection<String> packs)
      throws IOException {
    Set<String> all = new HashSet<>();
    Deque<String> ahead = new ArrayDeque<>(packs);
    while (!ahead.isEmpty()) {
      String pack = ahead.pop();
      if (all.add(pack) && listed(Kind.FORWARD).contains(pack)) {
        if (!forwards.containsKey(pack)) {
          Forward.find(store, keys, pack).ifPresent(found -> forwards.put(pack, found.to()));
        }
        ahead.addAll(forward(pack));
      }
    }
    return all;
  }

  private Set<String> listed(Kind kind) {
    return listed.getOrDefault(kind, Set.of());
  }

  /** What no kept snapshot needs, when the store was listed. */
  public Set<ObjectName> orphans() {
    return Set.copyOf(orphans);
  }

  /** Packs that are needed by name, were rewritten, and are still there. */
  public Set<String> superseded() {
    return Set.copyOf(superseded);
  }

  /** Packs that are needed, and that snapshots named which nobody keeps any more, sorted. */
  public List<String> thinned() {
    return List.copyOf(thinned);
  }

  /** The kept snapshots that lead to a pack, by its name or over forwards. */
  public Set<String> users(String pack) {
    return Set.copyOf(users.getOrDefault(pack, Set.of()));
  }

  /** Where a rewritten pack's chunks went. */
  List<String> forward(String pack) {
    return forwards.getOrDefault(pack, List.of());
  }

  /** Whether the manifest of a snapshot was in the store. */
  public boolean stores(String snapshot) {
    return listed(Kind.MANIFEST).contains(snapshot);
  }

  /** What ran after the listing. */
  public Set<String> running() {
    return running;
  }
}
