package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.io.IOException;

/** An object of the database store, opened; the segment read last is in memory. */
final class SegmentReading implements SnapshotStore.Reader {
  private final ShortTransactions transactions;
  private final StoredContent content;
  private final long size;
  private int current = -1;
  private byte[] segment = {};

  SegmentReading(ShortTransactions transactions, StoredContent content, long size) {
    this.transactions = transactions;
    this.content = content;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] read(long offset, int length) throws IOException {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new StoreException(
          Kind.SHORT, content.name().id() + " ends before the range asked for");
    }
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      long at = offset + done;
      use((int) (at / StoredContent.SEGMENT_BYTES));
      int within = (int) (at % StoredContent.SEGMENT_BYTES);
      int piece = Math.min(length - done, segment.length - within);
      if (piece <= 0) {
        throw new StoreException(Kind.SHORT, content.name().id() + " became shorter");
      }
      System.arraycopy(segment, within, bytes, done, piece);
      done += piece;
    }
    return bytes;
  }

  private void use(int number) throws StoreException {
    if (number != current) {
      segment = transactions.run(content.name().id(), rows -> content.segment(rows, number));
      current = number;
    }
  }

  @Override
  public void close() {
    // Nothing is open: each read was a transaction of its own.
  }
}
