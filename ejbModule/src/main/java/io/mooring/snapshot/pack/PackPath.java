package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.ObjectName.Kind;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The way from the names of packs in a manifest to the packs that have their chunks now. */
final class PackPath {
  private PackPath() {}

  /** Takes each pack once. */
  interface Visitor {
    void visit(ObjectName pack, PackIndex index) throws IOException;
  }

  /**
   * Reads the index of each.
   *
   * @param forwardedFirst whether a forward counts though its pack is still there
   * @throws SnapshotDamaged when a name is none, or a pack is not what was written
   * @throws StoreException MISSING, when there is neither the pack nor a forward
   */
  static void walk(
      SnapshotStore store,
      TenantKeys keys,
      Collection<String> names,
      boolean forwardedFirst,
      Visitor visitor)
      throws IOException {
    TreeSet<String> ahead = new TreeSet<>(names);
    Set<String> seen = new TreeSet<>();
    while (!ahead.isEmpty()) {
      String id = ahead.pollFirst();
      if (!ObjectName.isId(id)) {
        throw new SnapshotDamaged("a pack with a name that none has");
      }
      if (!seen.add(id)) {
        continue;
      }
      Optional<Forward> forward = forwardedFirst ? Forward.find(store, keys, id) : Optional.empty();
      if (forward.isEmpty()) {
        forward = visit(store, keys, id, visitor);
      }
      forward.ifPresent(found -> ahead.addAll(found.to()));
    }
  }

  /** Shows the pack to the visitor, or answers where it went. */
  private static Optional<Forward> visit(
      SnapshotStore store, TenantKeys keys, String id, Visitor visitor) throws IOException {
    ObjectName name = new ObjectName(keys.tenant(), Kind.PACK, id);
    PackIndex index;
    try (SnapshotStore.Reader reader = store.open(name)) {
      index = PackIndex.read(keys, id, reader);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.MISSING) {
        throw e;
      }
      // A pack is deleted after its forward was stored: what is asked for now, is there.
      Optional<Forward> forward = Forward.find(store, keys, id);
      if (forward.isEmpty()) {
        throw e;
      }
      return forward;
    }
    visitor.visit(name, index);
    return Optional.empty();
  }
}
