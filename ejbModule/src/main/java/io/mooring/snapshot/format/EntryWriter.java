package io.mooring.snapshot.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * Writes entries as canonical JSON, one on a line: the fields in one order, no blanks, what is
 * absent left out. The lines are gathered into segments that end where the paths say so, not where
 * a count does: one more file changes one segment.
 */
public final class EntryWriter {
  /** Of one line; the others follow in lines of their own. */
  static final int CHUNKS_A_LINE = 4_096;

  private static final int ENTRIES_AT_LEAST = 6;
  private static final int ENTRIES_AT_MOST = 256;

  /** A segment ends after one path in 16 by chance, once it has its least. */
  private static final int CUT_MASK = 15;

  private static final int BYTES_AT_MOST = 512 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  private final Sink sink;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 * 1024);
  private final JsonGenerator json;
  private int entries;

  /** Takes a whole segment. */
  @FunctionalInterface
  public interface Sink {
    void segment(byte[] segment) throws IOException;
  }

  public EntryWriter(Sink sink) throws IOException {
    this.sink = sink;
    json = JSON.createGenerator(bytes);
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  public void write(Entry entry) throws IOException {
    json.writeStartObject();
    writeName("path", entry.path());
    if (entry instanceof Entry.Folder folder) {
      json.writeStringField("kind", "folder");
      json.writeNumberField("mode", folder.mode());
      json.writeNumberField("mtime", folder.mtimeNanos());
    } else if (entry instanceof Entry.Link link) {
      json.writeStringField("kind", "link");
      json.writeNumberField("mtime", link.mtimeNanos());
      writeName("target", link.target());
    } else {
      write((Entry.File) entry);
    }
    endLine();
    entries++;
    boolean cut = entries >= ENTRIES_AT_LEAST && (mix(entry.path()) & CUT_MASK) == 0;
    if (cut || entries >= ENTRIES_AT_MOST) {
      finish();
    }
  }

  private void write(Entry.File file) throws IOException {
    json.writeStringField("kind", "file");
    json.writeNumberField("mode", file.mode());
    json.writeNumberField("mtime", file.mtimeNanos());
    json.writeNumberField("size", file.size());
    Entry.Seen seen = file.seen();
    if (seen != null) {
      json.writeNumberField("ctime", seen.ctimeNanos());
      json.writeNumberField("inode", seen.inode());
    }
    if (file.changed()) {
      json.writeBooleanField("changed", true);
    }
    List<Chunk> chunks = file.chunks();
    int done = Math.min(chunks.size(), CHUNKS_A_LINE);
    if (done > 0) {
      writeChunks("chunks", chunks.subList(0, done));
    }
    while (done < chunks.size()) {
      endLine();
      int next = Math.min(chunks.size(), done + CHUNKS_A_LINE);
      json.writeStartObject();
      writeChunks("more", chunks.subList(done, next));
      done = next;
    }
  }

  private void endLine() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
    if (bytes.size() >= BYTES_AT_MOST) {
      finish();
    }
  }

  private void writeName(String field, String name) throws IOException {
    if (Names.isText(name)) {
      json.writeStringField(field, name);
    } else {
      json.writeFieldName(field + "Bytes");
      json.writeBinary(Names.bytes(name));
    }
  }

  private void writeChunks(String field, List<Chunk> chunks) throws IOException {
    json.writeArrayFieldStart(field);
    for (Chunk chunk : chunks) {
      json.writeString(chunk.id().text());
      json.writeNumber(chunk.length());
    }
    json.writeEndArray();
  }

  /** Hands over what is left. */
  public void finish() throws IOException {
    if (bytes.size() > 0) {
      sink.segment(bytes.toByteArray());
      bytes.reset();
    }
    entries = 0;
  }

  /** Spreads the low bits; any function of the path would do, it is no part of the format. */
  private static int mix(String path) {
    int hash = path.hashCode() * 0x9E3779B9;
    return hash ^ (hash >>> 16);
  }
}
