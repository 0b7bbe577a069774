package io.mooring.snapshot.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries from segments, one at a time, so that a workdir of any size takes the memory of one
 * segment. What is not as {@link EntryWriter} writes it is damage; whether an entry may be restored
 * is another question.
 */
public final class EntryReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxNumberLength(20)
                  .maxNameLength(32)
                  .maxStringLength(16 * 1024)
                  .build())
          .build();

  private final Segments segments;
  private final int mostChunks;
  private @Nullable JsonParser json;
  private @Nullable Line ahead;

  /** Hands out the segments in order. */
  @FunctionalInterface
  public interface Segments {
    /** The next one; empty at the end. */
    byte[] next() throws IOException;
  }

  private static final class Line {
    @Nullable String path;
    @Nullable String kind;
    @Nullable String target;
    int mode = -1;
    long mtime;
    long size = -1;
    @Nullable Long ctime;
    @Nullable Long inode;
    boolean changed;
    List<Chunk> chunks = new ArrayList<>();
    boolean more;
  }

  /**
   * @param mostChunks of one file
   */
  public EntryReader(Segments segments, int mostChunks) {
    this.segments = segments;
    this.mostChunks = mostChunks;
  }

  /** The next entry, or null after the last. */
  public @Nullable Entry next() throws IOException {
    Line line = ahead == null ? line() : ahead;
    ahead = null;
    if (line == null) {
      return null;
    }
    if (line.more) {
      throw new SnapshotDamaged("chunks of no file");
    }
    Line next = line();
    while (next != null && next.more) {
      if (!"file".equals(line.kind) || line.chunks.size() + next.chunks.size() > mostChunks) {
        throw new SnapshotDamaged("more chunks than an entry may have");
      }
      line.chunks.addAll(next.chunks);
      next = line();
    }
    ahead = next;
    return entry(line);
  }

  private static Entry entry(Line line) throws SnapshotDamaged {
    String path = line.path;
    String kind = line.kind;
    boolean fileFields = line.size >= 0 || line.ctime != null || !line.chunks.isEmpty();
    if (path != null && "folder".equals(kind) && line.mode >= 0 && !fileFields) {
      return new Entry.Folder(path, line.mode, line.mtime);
    }
    String target = line.target;
    if (path != null && "link".equals(kind) && target != null && !fileFields) {
      return new Entry.Link(path, line.mtime, target);
    }
    if (path != null && "file".equals(kind) && line.mode >= 0 && line.size >= 0) {
      Entry.@Nullable Seen seen =
          line.ctime == null || line.inode == null ? null : new Entry.Seen(line.ctime, line.inode);
      return new Entry.File(
          path, line.mode, line.mtime, line.size, seen, line.changed, line.chunks);
    }
    throw new SnapshotDamaged("an entry of no known kind, or with fields of another");
  }

  private @Nullable Line line() throws IOException {
    try {
      while (true) {
        if (json == null) {
          byte[] segment = segments.next();
          if (segment.length == 0) {
            return null;
          }
          json = JSON.createParser(segment);
        }
        JsonToken token = json.nextToken();
        if (token == JsonToken.START_OBJECT) {
          return line(json);
        }
        if (token != null) {
          throw new SnapshotDamaged("an entry that is no object");
        }
        json.close();
        json = null;
      }
    } catch (JsonProcessingException e) {
      throw new SnapshotDamaged("an entry that is not JSON, or beyond its limits", e);
    }
  }

  private Line line(JsonParser from) throws IOException {
    Line line = new Line();
    String field;
    while ((field = from.nextFieldName()) != null) {
      JsonToken value = from.nextToken();
      switch (field) {
        case "path" -> line.path = text(from, value);
        case "pathBytes" -> line.path = bytes(from, value);
        case "kind" -> line.kind = text(from, value);
        case "target" -> line.target = text(from, value);
        case "targetBytes" -> line.target = bytes(from, value);
        case "mode" -> line.mode = (int) Math.min(number(from, value), Integer.MAX_VALUE);
        case "mtime" -> line.mtime = number(from, value);
        case "size" -> line.size = number(from, value);
        case "ctime" -> line.ctime = number(from, value);
        case "inode" -> line.inode = number(from, value);
        case "changed" -> line.changed = value == JsonToken.VALUE_TRUE;
        case "chunks" -> chunks(from, value, line.chunks);
        case "more" -> {
          line.more = true;
          chunks(from, value, line.chunks);
        }
        default -> throw new SnapshotDamaged("an entry with a field that is not known");
      }
    }
    return line;
  }

  private void chunks(JsonParser from, JsonToken start, List<Chunk> to) throws IOException {
    if (start != JsonToken.START_ARRAY) {
      throw new SnapshotDamaged("chunks that are no array");
    }
    JsonToken token;
    while ((token = from.nextToken()) != JsonToken.END_ARRAY) {
      ChunkId id = ChunkId.parse(text(from, token));
      long length = number(from, from.nextToken());
      if (length <= 0 || length > Chunk.MAX_BYTES || to.size() >= mostChunks) {
        throw new SnapshotDamaged("a chunk of an impossible length, or too many");
      }
      to.add(new Chunk(id, (int) length));
    }
  }

  private static String text(JsonParser from, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw new SnapshotDamaged("an entry's field that should be text");
    }
    return from.getText();
  }

  private static String bytes(JsonParser from, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw new SnapshotDamaged("an entry's field that should be base64");
    }
    String name = Names.of(from.getBinaryValue());
    if (Names.isText(name)) {
      throw new SnapshotDamaged("an entry's name as bytes that is text");
    }
    return name;
  }

  private static long number(JsonParser from, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw new SnapshotDamaged("an entry's field that should be an integer");
    }
    return from.getLongValue();
  }
}
