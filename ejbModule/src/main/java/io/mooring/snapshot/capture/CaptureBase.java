package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.EntryReader;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.KnownChunks;
import io.mooring.snapshot.pack.PackedChunks;
import io.mooring.snapshot.pack.TreeSegments;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a capture begins with: the chunks that are stored and the files of the previous snapshot. A
 * base that can't be read is no base: then all is read and stored anew.
 */
final class CaptureBase implements Closeable {
  private final KnownChunks known;
  private final PackedChunks.@Nullable Reading reading;
  private final @Nullable PreviousEntries previous;
  private final boolean unusable;

  private CaptureBase(
      KnownChunks known,
      PackedChunks.@Nullable Reading reading,
      @Nullable PreviousEntries previous,
      boolean unusable) {
    this.known = known;
    this.reading = reading;
    this.previous = previous;
    this.unusable = unusable;
  }

  static CaptureBase open(
      SnapshotStore store, TenantKeys keys, @Nullable Manifest base, Collection<Manifest> others)
      throws IOException {
    TreeSet<String> packs = new TreeSet<>();
    others.forEach(other -> packs.addAll(other.packs()));
    if (base != null) {
      packs.addAll(base.packs());
    }
    try {
      PackedChunks chunks = PackedChunks.current(store, keys, packs);
      KnownChunks known = chunks.known();
      if (base == null) {
        return new CaptureBase(known, null, null, false);
      }
      PackedChunks.Reading reading = chunks.reading();
      EntryReader entries = new EntryReader(new TreeSegments(reading, base), Integer.MAX_VALUE);
      return new CaptureBase(known, reading, new PreviousEntries(entries, known), false);
    } catch (SnapshotDamaged e) {
      return none();
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.MISSING || e.kind() == StoreException.Kind.SHORT) {
        return none();
      }
      throw e;
    }
  }

  private static CaptureBase none() {
    return new CaptureBase(new KnownChunks(), null, null, true);
  }

  KnownChunks known() {
    return known;
  }

  @Nullable PreviousEntries previous() {
    return previous;
  }

  boolean unusable() {
    return unusable || (previous != null && previous.damaged());
  }

  @Override
  public void close() throws IOException {
    if (reading != null) {
      reading.close();
    }
  }
}
