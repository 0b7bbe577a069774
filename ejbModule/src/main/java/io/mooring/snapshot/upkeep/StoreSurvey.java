package io.mooring.snapshot.upkeep;

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
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is in a tenant's store and who needs it. It is asked what runs, then the store is listed,
 * then it is asked again what runs, then what is kept. So what somebody has stored who ran at any
 * moment of the listing belongs to one that runs, or that is kept, unless it failed; and who has
 * ended had ended before the listing began.
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
  private final SnapshotsInUse inUse;

  private StoreSurvey(Map<Kind, Set<String>> listed, Set<String> running, SnapshotsInUse inUse) {
    this.listed = listed;
    this.running = Set.copyOf(running);
    this.inUse = inUse;
  }

  /**
   * Looks at all of it; reads manifests and forwards. What another sweep takes away meanwhile
   * counts as gone, when it belongs to a snapshot that was given up meanwhile.
   *
   * @throws SnapshotDamaged when the manifest of a kept snapshot, or a forward that leads to its
   *     chunks, can't be read: then it is unknown what it needs, and nothing may be deleted
   * @throws StoreException MISSING, when one of them is not there any more
   */
  public static StoreSurvey take(SnapshotStore store, TenantKeys keys, SnapshotsInUse inUse)
      throws IOException {
    Set<String> running = new HashSet<>(inUse.running());
    Map<Kind, Set<String>> listed = new HashMap<>();
    for (Kind kind : Kind.values()) {
      listed.put(kind, all(store, keys, kind));
    }
    running.addAll(inUse.running());
    StoreSurvey survey = new StoreSurvey(listed, running, inUse);
    Set<String> kept = inUse.kept();
    listed.forEach(
        (kind, ids) ->
            ids.forEach(id -> survey.orphans.add(new ObjectName(keys.tenant(), kind, id))));
    Set<String> given = new TreeSet<>(survey.listed(Kind.MANIFEST));
    // Those that were being captured at the listing may have a manifest by now; when one that was
    // complete had none, its packs would pass for orphans.
    Set<String> taken = new TreeSet<>(kept);
    taken.removeAll(inUse.running());
    taken.addAll(kept.stream().filter(given::contains).toList());
    for (String snapshot : taken) {
      if (survey.reach(store, keys, snapshot)) {
        given.remove(snapshot);
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

  /** Whether it is kept still: otherwise it may be gone, and nothing is needed for it. */
  private boolean reach(SnapshotStore store, TenantKeys keys, String snapshot) throws IOException {
    Set<String> packs;
    try {
      packs = closure(store, keys, Manifests.open(store, keys, snapshot).packs());
      for (String pack : packs) {
        if (listed(Kind.FORWARD).contains(pack) && !forwards.containsKey(pack)) {
          throw new StoreException(StoreException.Kind.MISSING, "a forward is gone: " + pack);
        }
      }
    } catch (SnapshotDamaged | StoreException e) {
      unlessGivenUp(snapshot, e);
      return false;
    }
    orphans.remove(new ObjectName(keys.tenant(), Kind.MANIFEST, snapshot));
    for (String pack : packs) {
      users.computeIfAbsent(pack, unused -> new TreeSet<>()).add(snapshot);
      orphans.remove(new ObjectName(keys.tenant(), Kind.PACK, pack));
      orphans.remove(new ObjectName(keys.tenant(), Kind.FORWARD, pack));
    }
    return true;
  }

  /**
   * Throws what went wrong with a snapshot, unless it was given up since it was seen to be kept:
   * then another sweep may have taken any of it away.
   */
  void unlessGivenUp(String snapshot, IOException failure) throws IOException {
    boolean mayBeGone =
        failure instanceof SnapshotDamaged
            || (failure instanceof StoreException e && e.kind() == StoreException.Kind.MISSING);
    if (!mayBeGone || inUse.kept().contains(snapshot)) {
      throw failure;
    }
  }

  /** Whether a snapshot that led to a pack is kept still. */
  public boolean needs(String pack) {
    return !Collections.disjoint(users(pack), inUse.kept());
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

  /** What ran before the listing or after it. */
  public Set<String> running() {
    return running;
  }
}
