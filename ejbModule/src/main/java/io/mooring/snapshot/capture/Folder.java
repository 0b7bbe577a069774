package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.NativeNames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open directory. What is opened below it is opened by one name from its handle, never through a
 * link: renaming or replacing what stands above changes nothing. It closes with its last user.
 */
final class Folder implements Closeable {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> BOTH =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final SecureDirectoryStream<Path> stream;
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * A name in the directory.
   *
   * @param name as {@link Names} has it
   * @param path the whole path, with the name's own bytes
   */
  record Child(String name, Path path) {}

  private Folder(SecureDirectoryStream<Path> stream) {
    this.stream = stream;
  }

  /** Opens a directory itself: its name is no link. */
  @SuppressWarnings("StreamResourceLeak") // The folder closes it.
  static Folder open(Path root) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    try {
      if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
        throw new IOException("the file system of the workdir has no directory handles");
      }
      Object named =
          Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      if (!Objects.equals(identity(secure), named)) {
        throw new IOException("a link, or something else by now");
      }
      return new Folder(secure);
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }

  private static @Nullable Object identity(SecureDirectoryStream<Path> stream) throws IOException {
    return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
  }

  Folder child(Child child) throws IOException {
    return new Folder(
        stream.newDirectoryStream(child.path().getFileName(), LinkOption.NOFOLLOW_LINKS));
  }

  /** What is in it, in a manifest's order. Can be asked once. */
  List<Child> children() throws IOException {
    List<Child> children = new ArrayList<>();
    try {
      for (Path path : stream) {
        children.add(new Child(NativeNames.name(path), path));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    children.sort((left, right) -> Names.compare(left.name(), right.name()));
    return children;
  }

  /** Blocks while the name is a fifo that nobody writes to. */
  SeekableByteChannel read(Child child) throws IOException {
    return stream.newByteChannel(child.path().getFileName(), READ);
  }

  /** Opening a fifo for both never blocks on Linux, and lets go whoever waits for a writer. */
  void wakeReaders(Child child) throws IOException {
    stream.newByteChannel(child.path().getFileName(), BOTH).close();
  }

  /** The identity of what the name is below this handle, as Java compares it. */
  @Nullable Object identity(Child child) throws IOException {
    return stream
        .getFileAttributeView(
            child.path().getFileName(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .fileKey();
  }

  Folder use() {
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
