package io.mooring.snapshot.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One name of a workdir. {@code path} is relative, its parts separated by '/', in the form of
 * {@link Names}; times are nanoseconds of the epoch; {@code mode} holds the nine permission bits.
 */
public sealed interface Entry {
  /** All that a mode may hold: setuid, setgid and sticky bits are neither kept nor restored. */
  int MODE_BITS = 0777;

  String path();

  long mtimeNanos();

  /** A directory. */
  record Folder(String path, int mode, long mtimeNanos) implements Entry {}

  /** A symbolic link, which is never followed. */
  record Link(String path, long mtimeNanos, String target) implements Entry {}

  /**
   * A regular file.
   *
   * @param seen how it is known again without reading it; null when that would prove nothing
   * @param changed whether it never held still while it was read
   */
  record File(
      String path,
      int mode,
      long mtimeNanos,
      long size,
      @Nullable Seen seen,
      boolean changed,
      List<Chunk> chunks)
      implements Entry {
    public File {
      chunks = List.copyOf(chunks);
    }
  }

  /** What the file system changes with the content, beside size and mtime. */
  record Seen(long ctimeNanos, long inode) {}
}
