package io.mooring.snapshot.restore;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Manifest;
import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.format.SnapshotRefused;
import io.mooring.snapshot.restore.RestoreLimits.OutsideLinks;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the entries of a manifest, asked in order, may be restored. It trusts nothing: each name
 * must stand below a directory that was named before, and come after all others in order, so that
 * none is there twice and none is reached through a link.
 */
public final class EntryCheck {
  /** Of the kernel, for one name. */
  private static final int MOST_NAME_BYTES = 255;

  /** PATH_MAX without its end, for a path and for a link's target. */
  private static final int MOST_PATH_BYTES = 4_095;

  private final RestoreLimits limits;
  private final boolean folding;
  private final int above;
  private final Deque<Above> folders = new ArrayDeque<>();
  private String previous = "";
  private long entries;
  private long files;
  private long bytes;

  /**
   * A directory on the way to the current entry.
   *
   * @param start its path and a '/'; empty for the workdir
   * @param folded the names in it, as a file system that folds them has them
   */
  private record Above(String start, Set<String> folded) {}

  /**
   * @param folding whether names that differ only in case or Unicode form are the same
   * @param aboveBytes length of the path to which the entries' are appended
   */
  public EntryCheck(RestoreLimits limits, boolean folding, int aboveBytes) {
    this.limits = limits;
    this.folding = folding || limits.clashes() == RestoreLimits.Clashes.REFUSE;
    above = aboveBytes;
    folders.push(new Above("", new HashSet<>()));
  }

  /** Throws when a manifest counts more than may be, before anything is made of it. */
  public void expect(Manifest.Totals totals) throws SnapshotRefused {
    if (totals.entries() > limits.mostEntries()) {
      throw tooManyNames();
    }
    if (totals.bytes() > limits.mostBytes()) {
      throw tooManyBytes(null);
    }
  }

  /** Throws when the entries came to something else than their manifest counts. */
  public void end(Manifest.Totals totals) throws SnapshotDamaged {
    if (totals.entries() != entries || totals.files() != files || totals.bytes() != bytes) {
      throw new SnapshotDamaged("a manifest whose entries are not what it counts");
    }
  }

  /** Throws when the entry may not be restored. */
  public void check(Entry entry) throws SnapshotRefused {
    String path = entry.path();
    if (++entries > limits.mostEntries()) {
      throw tooManyNames();
    }
    checkText(path, path, MOST_PATH_BYTES - above - 1);
    String name = checkPlace(path);
    checkName(name, path);
    if (!previous.isEmpty() && Names.compare(previous, path) >= 0) {
      throw refused("a name twice, or out of order", path);
    }
    previous = path;
    Above parent = folders.element();
    if (folding && !parent.folded().add(fold(name))) {
      throw refused("two names that are the same where case or Unicode form don't count", path);
    }
    if (entry instanceof Entry.Folder folder) {
      checkMode(folder.mode(), path);
      folders.push(new Above(path + '/', new HashSet<>()));
    } else if (entry instanceof Entry.Link link) {
      checkLink(link);
    } else {
      checkFile((Entry.File) entry);
    }
  }

  /** The last part of the path, once all before it is a directory that was named. */
  private String checkPlace(String path) throws SnapshotRefused {
    while (!path.startsWith(folders.element().start())) {
      folders.pop();
    }
    String name = path.substring(folders.element().start().length());
    if (name.indexOf('/') >= 0) {
      throw refused("a name in something that is no directory of this snapshot", path);
    }
    if (folders.size() > limits.deepest()) {
      throw refused("a name deeper than " + limits.deepest(), path);
    }
    return name;
  }

  private static void checkText(String text, String path, int most) throws SnapshotRefused {
    if (text.isEmpty()) {
      throw refused("an empty name or target", path);
    }
    if (text.indexOf('\0') >= 0) {
      throw refused("a name with a NUL", path);
    }
    if (!isCanonical(text)) {
      throw refused("a name that no bytes are", path);
    }
    if (Names.bytes(text).length > most) {
      throw refused("a path too long for the file system", path);
    }
  }

  private static boolean isCanonical(String text) {
    try {
      return Names.of(Names.bytes(text)).equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void checkName(String name, String path) throws SnapshotRefused {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw refused("a name that leads elsewhere", path);
    }
    if (Names.bytes(name).length > MOST_NAME_BYTES) {
      throw refused("a name too long for the file system", path);
    }
  }

  private static void checkMode(int mode, String path) throws SnapshotRefused {
    if ((mode & ~Entry.MODE_BITS) != 0) {
      throw refused("a mode beyond the permission bits", path);
    }
  }

  private void checkLink(Entry.Link link) throws SnapshotRefused {
    checkText(link.target(), link.path(), MOST_PATH_BYTES);
    if (limits.outsideLinks() == OutsideLinks.REFUSE && isOutside(link)) {
      throw refused("a link out of the workdir", link.path());
    }
  }

  private void checkFile(Entry.File file) throws SnapshotRefused {
    checkMode(file.mode(), file.path());
    long sum = 0;
    for (Chunk chunk : file.chunks()) {
      sum += chunk.length();
    }
    if (file.size() < 0 || sum != file.size()) {
      throw refused("a file whose chunks are not as long as itself", file.path());
    }
    files++;
    bytes += sum;
    if (bytes > limits.mostBytes()) {
      throw tooManyBytes(file.path());
    }
  }

  private SnapshotRefused tooManyNames() {
    return refused("more than " + limits.mostEntries() + " names", null);
  }

  private SnapshotRefused tooManyBytes(@Nullable String path) {
    return refused("more than " + limits.mostBytes() + " bytes", path);
  }

  /** Whether the target, as it is written, is not in the workdir. */
  public static boolean isOutside(Entry.Link link) {
    if (link.target().startsWith("/")) {
      return true;
    }
    int depth = (int) link.path().chars().filter(c -> c == '/').count();
    for (String part : link.target().split("/", -1)) {
      if (part.equals("..")) {
        depth--;
      } else if (!part.isEmpty() && !part.equals(".")) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }

  private static String fold(String name) {
    String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
    String folded = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(folded, Normalizer.Form.NFC);
  }

  public long entries() {
    return entries;
  }

  public long files() {
    return files;
  }

  public long bytes() {
    return bytes;
  }

  private static SnapshotRefused refused(String why, @Nullable String path) {
    return new SnapshotRefused(path == null ? why : why + ": " + shown(path));
  }

  private static String shown(String path) {
    String shown = Names.shown(path);
    byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
    return bytes.length > 300 ? new String(bytes, 0, 300, StandardCharsets.UTF_8) + "…" : shown;
  }
}
