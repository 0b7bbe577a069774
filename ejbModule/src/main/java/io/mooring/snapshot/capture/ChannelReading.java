package io.mooring.snapshot.capture;

import io.mooring.snapshot.chunk.ContentCutter;
import io.mooring.snapshot.format.Chunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads one open file after the other into chunks, with buffers that it keeps. For one thread. */
final class ChannelReading {
  /** Shorter files are one chunk. */
  static final int SMALL_BYTES = 1024 * 1024;

  private static final int READ_BYTES = 256 * 1024;
  private static final byte[] ZEROS = new byte[ContentCutter.MOST_BYTES];

  private final ContentCutter cutter;
  private final ChunkKeeper keeper;
  private final Progress progress;
  private final ByteBuffer transfer = ByteBuffer.allocateDirect(READ_BYTES);
  private byte[] buffer = new byte[64 * 1024];

  /** Hears of each read, for one can hang; what is done with the bytes has limits of its own. */
  interface Progress {
    void reading();

    void resting();
  }

  ChannelReading(ContentCutter cutter, ChunkKeeper keeper, Progress progress) {
    this.cutter = cutter;
    this.keeper = keeper;
    this.progress = progress;
  }

  /** Reads a small file, which is kept only by {@link #keepSmall}. How many bytes it had. */
  int readSmall(SeekableByteChannel channel, int size) throws IOException {
    if (buffer.length < size) {
      buffer = new byte[SMALL_BYTES];
    }
    return fill(channel, 0, size);
  }

  List<Chunk> keepSmall(int length) throws IOException {
    return length == 0 ? List.of() : List.of(keeper.keep(buffer, 0, length));
  }

  /** Reads at most {@code size} bytes and keeps them as they come. */
  List<Chunk> keepLarge(SeekableByteChannel channel, long size) throws IOException {
    if (buffer.length < 2 * ContentCutter.MOST_BYTES) {
      buffer = new byte[2 * ContentCutter.MOST_BYTES];
    }
    List<Chunk> chunks = new ArrayList<>();
    Chunk zeros = null;
    long unread = size;
    int start = 0;
    int end = 0;
    while (true) {
      if (end - start < ContentCutter.MOST_BYTES && unread > 0) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        int wanted = (int) Math.min(unread, buffer.length - end);
        int got = fill(channel, end, wanted);
        end += got;
        unread = got < wanted ? 0 : unread - got;
      }
      if (start == end) {
        return chunks;
      }
      boolean zero = areZeros(start, end);
      if (zero && zeros != null) {
        chunks.add(zeros);
        start += zeros.length();
        continue;
      }
      Chunk chunk = keeper.keep(buffer, start, cutter.cut(buffer, start, end - start));
      zeros = zero ? chunk : zeros;
      chunks.add(chunk);
      start += chunk.length();
    }
  }

  /** Holes of sparse files: what follows is cut and named the same each time. */
  private boolean areZeros(int start, int end) {
    return buffer[start] == 0
        && end - start >= ZEROS.length
        && Arrays.equals(buffer, start, start + ZEROS.length, ZEROS, 0, ZEROS.length);
  }

  private int fill(SeekableByteChannel channel, int offset, int length) throws IOException {
    int filled = 0;
    while (filled < length) {
      progress.reading();
      transfer.clear().limit(Math.min(READ_BYTES, length - filled));
      int got = channel.read(transfer);
      if (got < 0) {
        break;
      }
      transfer.flip().get(buffer, offset + filled, got);
      filled += got;
    }
    progress.resting();
    return filled;
  }
}
