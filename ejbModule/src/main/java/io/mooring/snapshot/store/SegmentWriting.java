package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;

/** Content that becomes an object of the database store; one segment of it is in memory. */
final class SegmentWriting implements SnapshotStore.Writer {
  private final DatabaseStore store;
  private final ShortTransactions transactions;
  private final StoredContent content;
  private final Clock clock;
  private final byte[] segment = new byte[StoredContent.SEGMENT_BYTES];
  private int filled;
  private int segments;
  private boolean ended;

  SegmentWriting(
      DatabaseStore store, ShortTransactions transactions, StoredContent content, Clock clock) {
    this.store = store;
    this.transactions = transactions;
    this.content = content;
    this.clock = clock;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (ended) {
      throw new StoreException(Kind.FAILED, content.name().id() + " is written already");
    }
    int taken = 0;
    while (taken < length) {
      if (filled == segment.length) {
        flush();
      }
      int piece = Math.min(length - taken, segment.length - filled);
      System.arraycopy(bytes, offset + taken, segment, filled, piece);
      filled += piece;
      taken += piece;
    }
  }

  private void flush() throws StoreException {
    byte[] bytes = filled == segment.length ? segment : Arrays.copyOf(segment, filled);
    int number = segments;
    transactions.run(
        content.name().id(),
        rows -> {
          LooseContent.touch(rows, content, clock.millis());
          content.append(rows, number, bytes);
          return number;
        });
    segments++;
    filled = 0;
  }

  @Override
  public void commit() throws IOException {
    long size = (long) segments * segment.length + filled;
    if (filled > 0) {
      flush();
    }
    ObjectName name = content.name();
    transactions.run(
        name.id(),
        rows -> {
          LooseContent.end(rows, content);
          return rows.update(
              "INSERT INTO stored_objects (tenant_id, kind, id, content_id, size_bytes, stored_ms)"
                  + " VALUES (?, ?, ?, ?, ?, ?)",
              name.tenant(),
              name.kind().name(),
              name.id(),
              content.id(),
              size,
              clock.millis());
        });
    ended = true;
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      ended = true;
      store.abandon(content);
    }
  }
}
