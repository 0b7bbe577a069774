package io.mooring.snapshot.store;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Where packs and manifests lie. An object is written once, is seen by others only after its commit
 * and whole, and never changes. All calls may come from any thread; a writer and a reader belong to
 * one thread at a time. Every failure is a {@link StoreException}.
 */
public interface SnapshotStore {
  /** Begins an object that nobody sees before {@link Writer#commit}. */
  Writer create(ObjectName name) throws IOException;

  Reader open(ObjectName name) throws IOException;

  /**
   * A page of what is whole, in an order of the store's own.
   *
   * @param after the id of the last page's last object; empty for the first page. That object need
   *     not be there any more
   * @param limit at most so many; a shorter page is the last
   */
  List<StoredObject> list(String tenant, ObjectName.Kind kind, String after, int limit)
      throws IOException;

  /** Deletes an object; whether it was there. */
  boolean delete(ObjectName name) throws IOException;

  /**
   * Deletes what was begun and never committed, and not written to since {@code before}.
   *
   * @return how many
   */
  int discardUnfinished(String tenant, Instant before) throws IOException;

  /** Takes the bytes of one object in order. Closing without a commit discards them. */
  interface Writer extends Closeable {
    /** The array is free again when this returns. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** On return the object outlives a power failure. */
    void commit() throws IOException;
  }

  /** Reads ranges of one object. */
  interface Reader extends Closeable {
    long size();

    /** Exactly these bytes, or an exception. */
    byte[] read(long offset, int length) throws IOException;
  }
}
