package io.mooring.host;

import io.mooring.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mooring's own files on this machine. It belongs to one running Mooring: a lock file keeps a
 * second one out until {@link #close()} or the end of the process.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel lock;
  private final boolean temporary;

  private DataDirectory(Path root, FileChannel lock, boolean temporary) {
    this.root = root;
    this.lock = lock;
    this.temporary = temporary;
  }

  /**
   * Makes the directory, for its owner only, and takes it.
   *
   * @throws ConfigurationException when it can't be made, written or had alone
   */
  public static DataDirectory open(Path wanted) {
    return open(wanted, false);
  }

  /**
   * A new one among the machine's temporary files, which {@link #close()} deletes.
   *
   * @throws ConfigurationException when it can't be made
   */
  static DataDirectory temporary() {
    try {
      return open(Files.createTempDirectory("mooring-"), true); // made 0700 by the JDK
    } catch (IOException e) {
      throw unusable(Path.of(System.getProperty("java.io.tmpdir")), "can't be written", e);
    }
  }

  private static DataDirectory open(Path wanted, boolean temporary) {
    Path root = wanted.toAbsolutePath().normalize();
    try {
      OwnerOnly.directory(root);
      root = root.toRealPath();
      probe(root);
    } catch (IOException e) {
      throw unusable(root, "can't be made or written", e);
    }
    return new DataDirectory(root, take(root), temporary);
  }

  public Path root() {
    return root;
  }

  /** Whether it goes with the server. */
  public boolean isTemporary() {
    return temporary;
  }

  @Override
  public void close() {
    try {
      if (temporary) {
        OwnerOnly.delete(root);
      }
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void probe(Path root) throws IOException {
    Path probe = Files.createTempFile(root, ".probe", "");
    Files.delete(probe);
  }

  private static FileChannel take(Path root) {
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = channel.tryLock();
      taken = held != null;
    } catch (OverlappingFileLockException e) {
      taken = false; // by this very process
    } catch (IOException e) {
      throw unusable(root, "can't be locked", e);
    } finally {
      if (!taken) {
        closeQuietly(channel);
      }
    }
    if (!taken) {
      throw unusable(root, "is in use by another Mooring", null);
    }
    return channel;
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      System.getLogger(DataDirectory.class.getName())
          .log(System.Logger.Level.DEBUG, "closing the lock file", e);
    }
  }

  private static ConfigurationException unusable(Path root, String why, @Nullable Exception cause) {
    var failure =
        new ConfigurationException(
            List.of(HostSettings.DATA.key() + " names " + root + ", which " + why));
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }
}
