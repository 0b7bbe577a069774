package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.Entry;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one lstat tells of a file. Times are nanoseconds of the epoch.
 *
 * @param mode type and permission bits
 */
record Attributes(int mode, long size, long mtimeNanos, long ctimeNanos, long inode, long device) {
  /** Named one by one: "unix:*" looks up the owner's name for each file. */
  private static final String NAMES = "unix:mode,size,lastModifiedTime,ctime,ino,dev";

  private static final int TYPE_BITS = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int SOCKET = 0140000;
  private static final int FIFO = 0010000;

  static Attributes read(Path path) throws IOException {
    Map<String, Object> values = Files.readAttributes(path, NAMES, LinkOption.NOFOLLOW_LINKS);
    return new Attributes(
        (Integer) value(values, "mode"),
        (Long) value(values, "size"),
        nanos(values, "lastModifiedTime"),
        nanos(values, "ctime"),
        (Long) value(values, "ino"),
        (Long) value(values, "dev"));
  }

  /** Null when nothing has that name, or what stands above it is no directory any more. */
  static @Nullable Attributes find(Path path) throws IOException {
    try {
      return read(path);
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      return null;
    }
  }

  private static Object value(Map<String, Object> values, String name) throws IOException {
    Object value = values.get(name);
    if (value == null) {
      throw new IOException("the file system tells no " + name);
    }
    return value;
  }

  private static long nanos(Map<String, Object> values, String name) throws IOException {
    return ((FileTime) value(values, name)).to(TimeUnit.NANOSECONDS);
  }

  boolean isFile() {
    return (mode & TYPE_BITS) == REGULAR;
  }

  boolean isFolder() {
    return (mode & TYPE_BITS) == DIRECTORY;
  }

  boolean isLink() {
    return (mode & TYPE_BITS) == LINK;
  }

  boolean isSocket() {
    return (mode & TYPE_BITS) == SOCKET;
  }

  boolean isFifo() {
    return (mode & TYPE_BITS) == FIFO;
  }

  int permissions() {
    return mode & Entry.MODE_BITS;
  }
}
