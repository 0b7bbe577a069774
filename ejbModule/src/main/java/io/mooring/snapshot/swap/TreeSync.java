package io.mooring.snapshot.swap;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings a fresh tree to the disk before it may take another one's place. One {@code syncfs} of its
 * file system does that at once; Java has none, so the system's {@code sync -f} is run. Where there
 * is no such program, each file and each directory is synced by itself, which is slower.
 */
public final class TreeSync {
  private static final System.Logger LOG = System.getLogger(TreeSync.class.getName());

  private final List<String> program;
  private final Duration longest;

  /** With the system's own program. */
  public TreeSync(Duration longest) {
    this(List.of("sync", "-f"), longest);
  }

  TreeSync(List<String> program, Duration longest) {
    this.program = List.copyOf(program);
    this.longest = longest;
  }

  /** All that was written below the directory is on the disk afterwards. */
  public void sync(Path directory) throws IOException {
    if (!syncsFileSystem(directory)) {
      syncEach(directory);
    }
  }

  private boolean syncsFileSystem(Path directory) throws IOException {
    List<String> words = new java.util.ArrayList<>(program);
    words.add(directory.toString());
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "There is no program that syncs a file system.", e);
      return false;
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the file system was not synced within " + longest);
      }
      return process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException stopped = new InterruptedIOException("stopped");
      stopped.initCause(e);
      throw stopped;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void syncEach(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && Files.isReadable(file)) {
              force(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            force(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
