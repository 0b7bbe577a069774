package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.EntryReader;
import io.mooring.snapshot.format.Manifest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;

/** The segments of a manifest's tree, read from their packs one after the other. */
public final class TreeSegments implements EntryReader.Segments {
  private final PackedChunks.Reading chunks;
  private final Iterator<Manifest.TreeChunk> tree;

  public TreeSegments(PackedChunks.Reading chunks, Manifest manifest) {
    this.chunks = chunks;
    tree = manifest.tree().iterator();
  }

  @Override
  public byte[] next() throws IOException {
    if (!tree.hasNext()) {
      return new byte[0];
    }
    var chunk = tree.next().chunk();
    return Arrays.copyOf(chunks.read(chunk), chunk.length());
  }
}
