package io.mooring.snapshot.format;

/**
 * A piece of content and its length.
 *
 * @param length bytes of content, 1 to {@link #MAX_BYTES}
 */
public record Chunk(ChunkId id, int length) {
  /** No chunk is longer, in any snapshot: what is claimed beyond is refused unread. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;
}
