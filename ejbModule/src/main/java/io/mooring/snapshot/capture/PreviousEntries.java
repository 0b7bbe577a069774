package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.EntryReader;
import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.pack.KnownChunks;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The previous snapshot's files, asked for in its own order and held against what is there now. */
final class PreviousEntries {
  private final EntryReader reader;
  private final KnownChunks known;
  private @Nullable Entry current;
  private boolean over;
  private boolean damaged;

  PreviousEntries(EntryReader reader, KnownChunks known) {
    this.reader = reader;
    this.known = known;
  }

  /** What the previous snapshot has under this path, when a stat proves that it still holds. */
  Entry.@Nullable File unchanged(String path, Attributes now) throws IOException {
    if (!(at(path) instanceof Entry.File file)) {
      return null;
    }
    Entry.Seen seen = file.seen();
    if (seen == null
        || file.changed()
        || seen.inode() != now.inode()
        || seen.ctimeNanos() != now.ctimeNanos()
        || file.mtimeNanos() != now.mtimeNanos()
        || file.size() != now.size()) {
      return null;
    }
    for (Chunk chunk : file.chunks()) {
      if (!known.use(chunk)) {
        return null;
      }
    }
    return file;
  }

  private @Nullable Entry at(String path) throws IOException {
    try {
      while (!over) {
        Entry entry = current == null ? reader.next() : current;
        current = entry;
        if (entry == null) {
          over = true;
          break;
        }
        int order = entry.path().equals(path) ? 0 : Names.compare(entry.path(), path);
        if (order >= 0) {
          return order == 0 ? entry : null;
        }
        current = null;
      }
    } catch (SnapshotDamaged e) {
      // What can't be read is no proof of anything: from here on all files are read.
      over = true;
      damaged = true;
    }
    return null;
  }

  /** Whether the previous snapshot could not be read to its end. */
  boolean damaged() {
    return damaged;
  }
}
