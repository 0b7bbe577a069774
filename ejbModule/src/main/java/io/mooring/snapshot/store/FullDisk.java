package io.mooring.snapshot.store;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Whether a file could not be written for want of room: the disk's, or its owner's share of it. */
public final class FullDisk {
  private FullDisk() {}

  /** Java has no type for it; the text is the system's own, in the language of the C locale. */
  public static boolean is(Throwable failure) {
    String text =
        failure instanceof FileSystemException file
            ? String.valueOf(file.getReason())
            : String.valueOf(failure.getMessage());
    return failure instanceof IOException
        && (text.contains("No space left") || text.contains("Disk quota exceeded"));
  }
}
