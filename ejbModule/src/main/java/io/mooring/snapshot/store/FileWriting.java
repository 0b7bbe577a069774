package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that becomes an object when it is committed. */
final class FileWriting implements SnapshotStore.Writer {
  private final Path temporary;
  private final Path target;
  private final FileChannel channel;
  private boolean committed;

  FileWriting(Path temporary, Path target) throws IOException {
    this.temporary = temporary;
    this.target = target;
    channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    } catch (IOException e) {
      throw StoreException.unwritten("an object can't be written", e);
    }
  }

  @Override
  public void commit() throws IOException {
    try {
      channel.force(true);
      channel.close();
      SyncedFolders.create(target.getParent());
      // A second name and not a rename, which would take another writer's object away.
      Files.createLink(target, temporary);
      SyncedFolders.sync(target.getParent());
      Files.delete(temporary);
      committed = true;
    } catch (FileAlreadyExistsException e) {
      throw new StoreException(Kind.EXISTS, "stored already: " + target.getFileName(), e);
    } catch (IOException e) {
      throw StoreException.unwritten("an object can't be made durable", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!committed) {
      Files.deleteIfExists(temporary);
    }
  }
}
