package io.mooring.snapshot.restore;

import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.pack.PackedChunks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** Makes files from their chunks, each of which is proved as it is read. For one thread. */
final class FileWriter {
  /** Files at least this long get holes where they have only zeros. */
  private static final int SPARSE_BYTES = 1024 * 1024;

  private static final int BLOCK_BYTES = 64 * 1024;
  private static final byte[] ZEROS = new byte[BLOCK_BYTES];
  private static final int OWNER_READ = 0400;

  private final PackedChunks.Reading chunks;
  private final int masked;

  /**
   * @param masked bits that the process's umask takes away
   */
  FileWriter(PackedChunks.Reading chunks, int masked) {
    this.chunks = chunks;
    this.masked = masked;
  }

  void write(TargetFolder folder, String name, Entry.File file) throws IOException {
    // Setting its time opens the file for reading; a mode that allows it comes first, then.
    boolean direct = (file.mode() & masked) == 0 && (file.mode() & OWNER_READ) != 0;
    try (SeekableByteChannel channel = folder.makeFile(name, direct ? file.mode() : 0600)) {
      if (file.size() >= SPARSE_BYTES) {
        writeSparse(channel, file);
      } else {
        for (Chunk chunk : file.chunks()) {
          write(channel, chunks.read(chunk), 0, chunk.length());
        }
      }
    }
    folder.finishFile(name, file.mode(), !direct, file.mtimeNanos());
  }

  private void writeSparse(SeekableByteChannel channel, Entry.File file) throws IOException {
    long position = 0;
    for (Chunk chunk : file.chunks()) {
      byte[] content = chunks.read(chunk);
      for (int at = 0; at < chunk.length(); at += BLOCK_BYTES) {
        int length = Math.min(BLOCK_BYTES, chunk.length() - at);
        if (!Arrays.equals(content, at, at + length, ZEROS, 0, length)) {
          channel.position(position + at);
          write(channel, content, at, length);
        }
      }
      position += chunk.length();
    }
    if (channel.size() < position) {
      channel.position(position - 1);
      write(channel, ZEROS, 0, 1);
    }
  }

  private static void write(SeekableByteChannel channel, byte[] bytes, int offset, int length)
      throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }
}
