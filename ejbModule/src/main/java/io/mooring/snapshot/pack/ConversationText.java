package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.SnapshotRefused;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;

/** The conversation of a snapshot: JSON text in UTF-8, in memory. */
public final class ConversationText {
  private ConversationText() {}

  /**
   * Reads it whole; empty when the snapshot has none.
   *
   * @param mostBytes more is refused before anything is read
   */
  public static byte[] read(SnapshotStore store, TenantKeys keys, Manifest manifest, long mostBytes)
      throws IOException {
    long length = 0;
    for (Manifest.TreeChunk piece : manifest.conversation()) {
      length += piece.chunk().length();
    }
    if (length == 0) {
      return new byte[0];
    }
    if (length > Math.min(mostBytes, Integer.MAX_VALUE - 8)) {
      throw new SnapshotRefused("a conversation of " + length + " bytes");
    }
    byte[] text = new byte[(int) length];
    int at = 0;
    try (PackedChunks.Reading reading = PackedChunks.of(store, keys, manifest.packs()).reading()) {
      for (Manifest.TreeChunk piece : manifest.conversation()) {
        Chunk chunk = piece.chunk();
        if (chunk.length() > text.length - at) {
          throw new SnapshotDamaged("a conversation longer than its pieces");
        }
        System.arraycopy(reading.read(chunk), 0, text, at, chunk.length());
        at += chunk.length();
      }
    }
    return text;
  }
}
