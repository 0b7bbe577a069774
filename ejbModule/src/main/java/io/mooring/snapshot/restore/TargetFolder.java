package io.mooring.snapshot.restore;

import io.mooring.snapshot.format.NativeNames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A directory of the staging, open: files are made below its handle, where nothing stood before,
 * and never through a link. Java makes directories and links, and sets times to the nanosecond, by
 * path only: that is safe because nobody else can enter the staging directory. It closes with its
 * last user.
 */
final class TargetFolder implements Closeable {
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final Path path;
  private final SecureDirectoryStream<Path> stream;
  private final AtomicInteger users = new AtomicInteger(1);

  private TargetFolder(Path path, SecureDirectoryStream<Path> stream) {
    this.path = path;
    this.stream = stream;
  }

  @SuppressWarnings("StreamResourceLeak") // The folder closes it.
  static TargetFolder open(Path staging) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(staging);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new TargetFolder(staging, secure);
    }
    stream.close();
    throw new IOException("the file system of the target has no directory handles");
  }

  /** Makes a directory, for its owner only until all is in it, and opens it. */
  TargetFolder makeFolder(String name) throws IOException {
    Path child = NativeNames.path(name);
    Path whole = path.resolve(child);
    Files.createDirectory(whole, Modes.attribute(0700));
    return new TargetFolder(whole, stream.newDirectoryStream(child, LinkOption.NOFOLLOW_LINKS));
  }

  void makeLink(String name, String target, long mtimeNanos) throws IOException {
    Path link = path.resolve(NativeNames.path(name));
    Files.createSymbolicLink(link, NativeNames.targetPath(target));
    setTime(link, mtimeNanos);
  }

  SeekableByteChannel makeFile(String name, int mode) throws IOException {
    return stream.newByteChannel(NativeNames.path(name), NEW, Modes.attribute(mode));
  }

  void finishFile(String name, int mode, boolean setMode, long mtimeNanos) throws IOException {
    Path child = NativeNames.path(name);
    setTime(path.resolve(child), mtimeNanos);
    if (setMode) {
      stream
          .getFileAttributeView(child, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(Modes.permissions(mode));
    }
  }

  static void setTime(Path path, long nanos) throws IOException {
    FileTime time = FileTime.from(nanos, TimeUnit.NANOSECONDS);
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, time, null);
  }

  Path path() {
    return path;
  }

  TargetFolder use() {
    users.incrementAndGet();
    return this;
  }

  @Override
  public void close() throws IOException {
    if (users.decrementAndGet() == 0) {
      stream.close();
    }
  }
}
