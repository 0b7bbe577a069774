package io.mooring.snapshot.capture;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Manifest.SkipReason;
import io.mooring.snapshot.format.SnapshotDamaged;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file that may change, vanish or become something else meanwhile. It counts as read when
 * lstat says the same before and after; after {@link #TRIES} it is kept as {@code changed}.
 */
final class FileReading {
  static final int TRIES = 3;

  private final ChannelReading content;
  private final Watched watched;
  private final AtomicLong bytesRead;
  private final long trustedBeforeNanos;
  private final Moment moment;

  /** Told between the look at a file and its opening; tests do what an agent could. */
  @FunctionalInterface
  interface Moment {
    void beforeOpen(String path) throws IOException;
  }

  /** Who watches that opening and reading end. */
  interface Watched {
    void opening(FileJob job);

    void done();
  }

  /**
   * @param trustedBeforeNanos a file whose ctime is later may change again within the same tick of
   *     the file system's clock; it is read again next time
   */
  FileReading(
      ChannelReading content,
      Watched watched,
      AtomicLong bytesRead,
      long trustedBeforeNanos,
      Moment moment) {
    this.content = content;
    this.watched = watched;
    this.bytesRead = bytesRead;
    this.trustedBeforeNanos = trustedBeforeNanos;
    this.moment = moment;
  }

  Outcome read(FileJob job) throws IOException {
    try {
      return readAgain(job);
    } catch (AccessDeniedException e) {
      return new Outcome.Skipped(job.path(), SkipReason.UNREADABLE);
    }
  }

  private Outcome readAgain(FileJob job) throws IOException {
    Attributes before = job.attributes();
    for (int attempt = 1; ; attempt++) {
      try {
        if (!before.isFile()) {
          return new Outcome.Skipped(job.path(), SkipReason.REPLACED);
        }
        boolean last = attempt == TRIES;
        Entry.File read = read(job, before, last);
        if (!read.changed() || last) {
          return new Outcome.Kept(read);
        }
        before = Attributes.read(job.child().path());
      } catch (NoSuchFileException e) {
        return new Outcome.Skipped(job.path(), SkipReason.VANISHED);
      } catch (ClosedByInterruptException e) {
        // The watch gave it up; whoever stops the capture asks each reader to stop by itself.
        boolean unused = Thread.interrupted();
        return new Outcome.Skipped(job.path(), SkipReason.UNREADABLE);
      } catch (AccessDeniedException
          | StoreException
          | SnapshotDamaged
          | InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        // A link or a socket where a file was can't be opened, a fifo not read: a look tells.
        Attributes now = Attributes.find(job.child().path());
        if (now == null || attempt == TRIES) {
          return new Outcome.Skipped(
              job.path(), now == null ? SkipReason.VANISHED : SkipReason.UNREADABLE);
        }
        before = now;
      }
    }
  }

  private Entry.File read(FileJob job, Attributes before, boolean last) throws IOException {
    moment.beforeOpen(job.path());
    boolean small = before.size() < ChannelReading.SMALL_BYTES;
    List<Chunk> chunks = List.of();
    long size = 0;
    watched.opening(job);
    try (SeekableByteChannel channel = job.folder().read(job.child())) {
      // A fifo or a socket has no position: this fails instead of waiting for what it may say.
      if (channel.position() == 0 && !small) {
        chunks = content.keepLarge(channel, before.size());
        size = chunks.stream().mapToLong(Chunk::length).sum();
      } else {
        size = content.readSmall(channel, (int) before.size());
      }
    } finally {
      watched.done();
    }
    bytesRead.addAndGet(size);
    Attributes after = Attributes.read(job.child().path());
    boolean stable = after.equals(before) && size == before.size();
    if (small && (stable || last)) {
      chunks = content.keepSmall((int) size);
    }
    Entry.@Nullable Seen seen =
        stable && before.ctimeNanos() < trustedBeforeNanos
            ? new Entry.Seen(before.ctimeNanos(), before.inode())
            : null;
    return new Entry.File(
        job.path(), before.permissions(), before.mtimeNanos(), size, seen, !stable, chunks);
  }
}
