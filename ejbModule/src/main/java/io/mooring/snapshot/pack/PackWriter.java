package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.TenantKeys;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers sealed chunks in packs of about 16 MiB, which are streamed to the store as they grow. A
 * full pack is made durable by another thread while the next one begins; at most one is under way.
 * {@link #append} may be called from several threads.
 */
public final class PackWriter implements Closeable {
  /** A pack ends with the chunk that reaches this; so it is at most 4 MiB and its index longer. */
  static final long TARGET_BYTES = 16L * 1024 * 1024;

  private static final int BUFFER_BYTES = 256 * 1024;

  private final SnapshotStore store;
  private final TenantKeys keys;
  private final byte[] salt;
  private final Supplier<String> ids;
  private final ExecutorService committing;
  private final List<String> packs = new ArrayList<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private List<PackIndex.Blob> blobs = new ArrayList<>();
  private long offset;
  private long storedBytes;
  private SnapshotStore.@Nullable Writer pack;
  private @Nullable Future<Long> commit;

  /**
   * @param salt of the key with which the chunks are sealed
   * @param ids mints names of packs
   * @param committing runs one commit at a time
   */
  public PackWriter(
      SnapshotStore store,
      TenantKeys keys,
      byte[] salt,
      Supplier<String> ids,
      ExecutorService committing) {
    this.store = store;
    this.keys = keys;
    this.salt = salt.clone();
    this.ids = ids;
    this.committing = committing;
  }

  /** Adds a sealed chunk: the first {@code length} bytes, copied. */
  public synchronized void append(Chunk chunk, byte[] sealed, int length) throws IOException {
    if (pack == null) {
      String id = ids.get();
      pack = store.create(new ObjectName(keys.tenant(), ObjectName.Kind.PACK, id));
      packs.add(id);
      offset = 0;
      put(PackIndex.header(salt), PackIndex.HEADER_BYTES);
    }
    blobs.add(new PackIndex.Blob(chunk, offset, length));
    put(sealed, length);
    if (offset >= TARGET_BYTES || blobs.size() == PackIndex.MOST_BLOBS) {
      endPack();
    }
  }

  private void put(byte[] bytes, int length) throws IOException {
    offset += length;
    if (length > BUFFER_BYTES - buffered) {
      flush();
    }
    if (length > BUFFER_BYTES) {
      writer().write(bytes, 0, length);
    } else {
      System.arraycopy(bytes, 0, buffer, buffered, length);
      buffered += length;
    }
  }

  private void flush() throws IOException {
    if (buffered > 0) {
      writer().write(buffer, 0, buffered);
      buffered = 0;
    }
  }

  private SnapshotStore.Writer writer() {
    if (pack == null) {
      throw new IllegalStateException("no pack is open");
    }
    return pack;
  }

  private void endPack() throws IOException {
    awaitCommit();
    flush();
    SnapshotStore.Writer ended = writer();
    byte[] end = PackIndex.end(keys, packs.get(packs.size() - 1), salt, blobs, offset);
    long bytes = offset + end.length;
    blobs = new ArrayList<>();
    pack = null;
    commit =
        committing.submit(
            () -> {
              try (ended) {
                ended.write(end, 0, end.length);
                ended.commit();
              }
              return bytes;
            });
  }

  private void awaitCommit() throws IOException {
    Future<Long> under = commit;
    if (under == null) {
      return;
    }
    try {
      storedBytes += under.get();
      commit = null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("stopped").initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("a pack can't be written", e.getCause());
    }
  }

  /** Ends the last pack; on return all are durable. Their names, in order. */
  public synchronized List<String> finish() throws IOException {
    if (pack != null) {
      endPack();
    }
    awaitCommit();
    return List.copyOf(packs);
  }

  /** Of the packs that are durable. */
  public synchronized long storedBytes() {
    return storedBytes;
  }

  /** Gives up what is not finished. */
  @Override
  public synchronized void close() throws IOException {
    SnapshotStore.Writer open = pack;
    pack = null;
    if (open != null) {
      open.close();
    }
  }
}
