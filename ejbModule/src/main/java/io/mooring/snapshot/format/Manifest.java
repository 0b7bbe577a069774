package io.mooring.snapshot.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The root of a snapshot: it names the segments that hold the entries, in order, the conversation's
 * chunks, and every pack in which a chunk of theirs or of the files' content lies. Its SHA-256 is
 * the snapshot's fingerprint.
 *
 * @param format always {@link #FORMAT}
 * @param version always {@link #VERSION}
 * @param takenAtMillis when the capture began, milliseconds of the epoch
 * @param packs names of packs, sorted
 * @param tree the segments
 * @param conversation the chunks of the conversation's JSON text, in order; empty when there is
 *     none
 * @param skipped the first {@link #MOST_SKIPPED} names that were not captured
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({
  "format",
  "version",
  "tenant",
  "snapshot",
  "takenAtMillis",
  "totals",
  "packs",
  "tree",
  "conversation",
  "skipped"
})
public record Manifest(
    String format,
    int version,
    String tenant,
    String snapshot,
    long takenAtMillis,
    Totals totals,
    List<String> packs,
    List<TreeChunk> tree,
    List<TreeChunk> conversation,
    List<Skipped> skipped) {
  public static final String FORMAT = "mooring-snapshot";
  public static final int VERSION = 1;
  public static final int MOST_SKIPPED = 1_000;

  public Manifest {
    packs = List.copyOf(packs);
    tree = List.copyOf(tree);
    conversation = List.copyOf(conversation);
    skipped = List.copyOf(skipped);
  }

  /**
   * What it should come to.
   *
   * @param bytes of all files
   * @param changed files that never held still
   * @param excluded names left out by the rules, with all below counted as one
   */
  @JsonPropertyOrder({"entries", "files", "bytes", "changed", "excluded", "skipped"})
  public record Totals(
      long entries, long files, long bytes, long changed, long excluded, long skipped) {}

  /** A segment, or a piece of the conversation, as a chunk. */
  @JsonPropertyOrder({"id", "length"})
  public record TreeChunk(String id, int length) {
    public static TreeChunk of(Chunk chunk) {
      return new TreeChunk(chunk.id().text(), chunk.length());
    }

    public Chunk chunk() throws SnapshotDamaged {
      if (length <= 0 || length > Chunk.MAX_BYTES) {
        throw new SnapshotDamaged("a chunk of an impossible length");
      }
      return new Chunk(ChunkId.parse(id), length);
    }
  }

  /**
   * A name that was not captured.
   *
   * @param path escaped, for people
   */
  @JsonPropertyOrder({"path", "reason"})
  public record Skipped(String path, SkipReason reason) {}

  /** Why. */
  public enum SkipReason {
    SOCKET,
    FIFO,
    DEVICE,
    VANISHED,
    UNREADABLE,
    /** It became another kind of file between the look at it and the reading. */
    REPLACED,
    /** Another file system is mounted there. */
    OTHER_FILE_SYSTEM,
    /** The path is too long or too deep. */
    TOO_DEEP
  }
}
