package io.mooring.snapshot.swap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;

/**
 * Tells the agent that its files are those of an earlier time: one line {@code
 * YYYY-MM-DDTHH:MM:SSZ} at the end of {@value #NAME} in its workdir. It is written while the tree
 * is still staged, where nobody else can come in.
 */
public final class ResumeLine {
  public static final String NAME = "resume.log";

  private ResumeLine() {}

  /**
   * Appends the line.
   *
   * @return false when the snapshot has something else under that name than a file: it is the
   *     agent's own, and is left as it is
   */
  public static boolean append(Path staged, Instant at) throws IOException {
    Path log = staged.resolve(NAME);
    if (!Files.exists(log, LinkOption.NOFOLLOW_LINKS)) {
      write(log, at, StandardOpenOption.CREATE_NEW);
      return true;
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(log, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes before = view.readAttributes();
    if (!before.isRegularFile()) {
      return false;
    }
    Set<PosixFilePermission> opened = EnumSet.of(PosixFilePermission.OWNER_WRITE);
    opened.addAll(before.permissions());
    if (!opened.equals(before.permissions())) {
      Files.setPosixFilePermissions(log, opened);
    }
    write(log, at, StandardOpenOption.APPEND);
    if (!opened.equals(before.permissions())) {
      Files.setPosixFilePermissions(log, before.permissions());
    }
    return true;
  }

  private static void write(Path log, Instant at, StandardOpenOption how) throws IOException {
    String line = at.truncatedTo(ChronoUnit.SECONDS) + "\n";
    try (FileChannel channel =
        FileChannel.open(log, Set.of(how, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
