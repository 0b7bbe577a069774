package io.mooring.snapshot.upkeep;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.EntryReader;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.ManifestFile;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.pack.PackCheck;
import io.mooring.snapshot.pack.PackedChunks;
import io.mooring.snapshot.pack.TreeSegments;
import io.mooring.snapshot.restore.EntryCheck;
import io.mooring.snapshot.restore.RestoreLimits;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;

/** Proves that a snapshot is whole and could be restored, without writing a file. */
public final class Verification {
  private final SnapshotStore store;
  private final TenantKeys keys;
  private final RestoreLimits limits;

  public Verification(SnapshotStore store, TenantKeys keys, RestoreLimits limits) {
    this.store = store;
    this.keys = keys;
    this.limits = limits;
  }

  /**
   * Reads each byte of the manifest and of its packs.
   *
   * @param fingerprint that the capture reported; another, though authentic, manifest is damage
   */
  public Manifest verify(String snapshot, String fingerprint) throws IOException {
    Manifest manifest = verify(snapshot);
    if (!ManifestFile.fingerprint(manifest).equals(fingerprint)) {
      throw new SnapshotDamaged("another manifest than the one that was captured");
    }
    return manifest;
  }

  /** Like {@link #verify(String, String)}, whichever manifest is stored under this name. */
  public Manifest verify(String snapshot) throws IOException {
    Manifest manifest = Manifests.open(store, keys, snapshot);
    EntryCheck check = new EntryCheck(limits, false, 0);
    check.expect(manifest.totals());
    PackedChunks chunks = PackedChunks.of(store, keys, manifest.packs());
    for (String pack : chunks.packs()) {
      int held = PackCheck.check(store, keys, pack);
      if (held == 0) {
        throw new SnapshotDamaged("a pack that holds nothing");
      }
    }
    try (PackedChunks.Reading reading = chunks.reading()) {
      EntryReader entries = new EntryReader(new TreeSegments(reading, manifest), Integer.MAX_VALUE);
      for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
        check.check(entry);
        if (entry instanceof Entry.File file) {
          for (Chunk chunk : file.chunks()) {
            if (!chunks.holds(chunk)) {
              throw new SnapshotDamaged("a file's chunk is in none of the snapshot's packs");
            }
          }
        }
      }
    }
    for (Manifest.TreeChunk piece : manifest.conversation()) {
      if (!chunks.holds(piece.chunk())) {
        throw new SnapshotDamaged("a piece of the conversation is in none of the packs");
      }
    }
    check.end(manifest.totals());
    return manifest;
  }
}
