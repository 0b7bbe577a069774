package io.mooring.snapshot.restore;

import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Names;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes entries that were checked, in order, keeping open the directories above the current one.
 */
final class StagedTree implements Closeable {
  private static final int MOST_TOLD = 100;

  private final WritePool pool;
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<Made> made = new ArrayList<>();
  private final List<String> outsideLinks = new ArrayList<>();
  private long changed;

  /**
   * @param start the directory's path and a '/'
   */
  private record Open(String start, TargetFolder folder) {}

  private record Made(Path path, int mode, long mtimeNanos) {}

  StagedTree(Path directory, WritePool pool) throws IOException {
    this.pool = pool;
    open.push(new Open("", TargetFolder.open(directory)));
  }

  void make(Entry entry) throws IOException {
    while (!entry.path().startsWith(open.element().start())) {
      open.pop().folder().close();
    }
    TargetFolder folder = open.element().folder();
    String name = entry.path().substring(open.element().start().length());
    if (entry instanceof Entry.Folder directory) {
      TargetFolder below = folder.makeFolder(name);
      open.push(new Open(entry.path() + '/', below));
      made.add(new Made(below.path(), directory.mode(), directory.mtimeNanos()));
    } else if (entry instanceof Entry.Link link) {
      folder.makeLink(name, link.target(), link.mtimeNanos());
      if (EntryCheck.isOutside(link) && outsideLinks.size() < MOST_TOLD) {
        outsideLinks.add(Names.shown(link.path()));
      }
    } else {
      Entry.File file = (Entry.File) entry;
      changed += file.changed() ? 1 : 0;
      pool.add(folder, name, file);
    }
  }

  /** Waits for the files, then gives the directories their times and modes, those below first. */
  void finish() throws IOException {
    pool.finish();
    for (int i = made.size() - 1; i >= 0; i--) {
      Made directory = made.get(i);
      TargetFolder.setTime(directory.path(), directory.mtimeNanos());
      Files.getFileAttributeView(
              directory.path(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(Modes.permissions(directory.mode()));
    }
  }

  long changed() {
    return changed;
  }

  List<String> outsideLinks() {
    return outsideLinks;
  }

  @Override
  public void close() throws IOException {
    while (!open.isEmpty()) {
      open.pop().folder().close();
    }
  }
}
