package io.mooring.snapshot.capture;

import io.mooring.snapshot.capture.CaptureFailed.Reason;
import io.mooring.snapshot.chunk.ContentCutter;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.EntryWriter;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** A manifest as it grows: entries become segments, and segments chunks. */
final class ManifestDraft {
  private final EntryWriter writer;
  private final long mostEntries;
  private final ChunkKeeper keeper;
  private final List<Manifest.TreeChunk> tree = new ArrayList<>();
  private final List<Manifest.TreeChunk> conversation = new ArrayList<>();
  private final List<Manifest.Skipped> skips = new ArrayList<>();
  private long entries;
  private long files;
  private long bytes;
  private long changed;
  private long skipped;

  ManifestDraft(ChunkKeeper keeper, long mostEntries) throws IOException {
    writer =
        new EntryWriter(
            segment -> tree.add(Manifest.TreeChunk.of(keeper.keep(segment, 0, segment.length))));
    this.keeper = keeper;
    this.mostEntries = mostEntries;
  }

  void add(Outcome outcome) throws IOException {
    if (outcome instanceof Outcome.Skipped skip) {
      skipped++;
      if (skips.size() < Manifest.MOST_SKIPPED) {
        skips.add(new Manifest.Skipped(Names.shown(skip.path()), skip.reason()));
      }
      return;
    }
    Entry entry = ((Outcome.Kept) outcome).entry();
    if (++entries > mostEntries) {
      throw new CaptureFailed(
          Reason.TOO_MANY_ENTRIES, "the workdir has more than " + mostEntries + " names");
    }
    if (entry instanceof Entry.File file) {
      files++;
      bytes += file.size();
      changed += file.changed() ? 1 : 0;
    }
    writer.write(entry);
  }

  /** Hands over the last segment: no entry comes after it. */
  void endTree() throws IOException {
    writer.finish();
  }

  /** Keeps the conversation's text beside the tree. */
  void converse(byte[] text, ContentCutter cutter) throws IOException {
    for (int at = 0; at < text.length; ) {
      int length = cutter.cut(text, at, text.length - at);
      conversation.add(Manifest.TreeChunk.of(keeper.keep(text, at, length)));
      at += length;
    }
  }

  Manifest manifest(
      String tenant, String snapshot, long takenAtMillis, Collection<String> packs, long excluded) {
    return new Manifest(
        Manifest.FORMAT,
        Manifest.VERSION,
        tenant,
        snapshot,
        takenAtMillis,
        new Manifest.Totals(entries, files, bytes, changed, excluded, skipped),
        List.copyOf(new TreeSet<>(packs)),
        tree,
        conversation,
        skips);
  }
}
