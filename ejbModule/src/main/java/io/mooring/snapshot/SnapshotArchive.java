package io.mooring.snapshot;

import com.github.luben.zstd.ZstdOutputStream;
import io.mooring.snapshot.format.Chunk;
import io.mooring.snapshot.format.Entry;
import io.mooring.snapshot.format.Names;
import io.mooring.snapshot.format.SnapshotDamaged;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A snapshot as a tar in GNU's format, compressed with Zstandard. It is written as it is read, one
 * chunk at a time. Names are those of the manifest, byte by byte: relative, none leads upwards, and
 * none lies below a link.
 */
public final class SnapshotArchive implements Closeable {
  private static final int LEVEL = 3;

  private final String id;
  private final String sessionId;
  private final OpenedSnapshot snapshot;

  SnapshotArchive(String id, String sessionId, OpenedSnapshot snapshot) {
    this.id = id;
    this.sessionId = sessionId;
    this.snapshot = snapshot;
  }

  /** Whoever was to receive an archive is gone, or takes nothing any more. */
  public static final class ReceiverGone extends IOException {
    private static final long serialVersionUID = 1L;

    ReceiverGone(IOException cause) {
      super(cause);
    }
  }

  /** The id of the snapshot. */
  String id() {
    return id;
  }

  /** The session that the snapshot is of. */
  String sessionId() {
    return sessionId;
  }

  /**
   * Lets nothing through once what is written has broken off: a torn archive must not end well.
   * What fails beyond it is the receiver's.
   */
  private static final class Gate extends FilterOutputStream {
    private boolean torn;

    Gate(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      pass(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      pass(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      pass(out::flush);
    }

    /** A write that may fail. */
    private interface Write {
      void run() throws IOException;
    }

    private void pass(Write write) throws ReceiverGone {
      if (torn) {
        return;
      }
      try {
        write.run();
      } catch (IOException e) {
        torn = true;
        throw new ReceiverGone(e);
      }
    }

    @Override
    public void close() {
      // Whoever opened it closes it.
    }
  }

  /**
   * Writes the whole archive, once.
   *
   * @throws ReceiverGone and with it, as with any other failure, the archive is left without its
   *     end, so that nobody takes it for whole
   * @throws IOException the snapshot can't be read
   */
  void writeTo(OutputStream out) throws IOException {
    Gate gate = new Gate(out);
    // Latin-1 shows each byte as one char, so names are written as they are.
    try (ZstdOutputStream zstd = new ZstdOutputStream(gate, LEVEL);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(zstd, StandardCharsets.ISO_8859_1.name())) {
      try {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        for (Entry entry = snapshot.next(); entry != null; entry = snapshot.next()) {
          write(entry, tar);
        }
        tar.finish();
      } catch (IOException | RuntimeException | Error e) {
        gate.torn = true;
        throw e;
      }
    }
    gate.flush();
  }

  private void write(Entry entry, TarArchiveOutputStream tar) throws IOException {
    String name = latin(entry.path());
    if (entry instanceof Entry.Folder folder) {
      put(tar, new TarArchiveEntry(name + '/', TarConstants.LF_DIR, true), entry, folder.mode());
    } else if (entry instanceof Entry.Link link) {
      TarArchiveEntry made = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
      made.setLinkName(latin(link.target()));
      put(tar, made, entry, Entry.MODE_BITS);
    } else if (entry instanceof Entry.File file) {
      TarArchiveEntry made = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
      made.setSize(file.size());
      made.setMode(file.mode());
      made.setLastModifiedTime(modified(entry));
      tar.putArchiveEntry(made);
      content(file, tar);
      tar.closeArchiveEntry();
    }
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry made, Entry entry, int mode)
      throws IOException {
    made.setMode(mode);
    made.setLastModifiedTime(modified(entry));
    tar.putArchiveEntry(made);
    tar.closeArchiveEntry();
  }

  private void content(Entry.File file, TarArchiveOutputStream tar) throws IOException {
    long left = file.size();
    for (Chunk chunk : file.chunks()) {
      left -= chunk.length();
      if (left < 0) {
        throw new SnapshotDamaged("a file longer than it says");
      }
      tar.write(snapshot.content(chunk), 0, chunk.length());
    }
    if (left != 0) {
      throw new SnapshotDamaged("a file shorter than it says");
    }
  }

  private static FileTime modified(Entry entry) {
    return FileTime.from(entry.mtimeNanos(), TimeUnit.NANOSECONDS);
  }

  private static String latin(String name) {
    return new String(Names.bytes(name), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    snapshot.close();
  }
}
