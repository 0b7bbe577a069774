package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** An object of a directory store, opened. */
final class FileReading implements SnapshotStore.Reader {
  private final FileChannel channel;
  private final ObjectName name;
  private final long size;

  FileReading(FileChannel channel, ObjectName name) throws IOException {
    this.channel = channel;
    this.name = name;
    size = channel.size();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] read(long offset, int length) throws IOException {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw new StoreException(Kind.SHORT, name.id() + " ends before the range asked for");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new StoreException(Kind.SHORT, name.id() + " became shorter");
        }
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw DirectoryStore.failed(name, e);
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
