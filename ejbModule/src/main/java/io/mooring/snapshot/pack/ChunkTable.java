package io.mooring.snapshot.pack;

import io.mooring.snapshot.format.ChunkId;

/**
 * Where chunks lie, by id: open addressing in two arrays, 48 bytes for each place and at most two
 * places for each chunk. Not thread-safe.
 */
final class ChunkTable {
  private static final int LONGS = 4;
  private static final int INTS = 4;
  private static final int FREE = 0;

  /** No pack yet: somebody is about to write it. */
  static final int PENDING = -1;

  private long[] ids;

  /** Of each place: pack + 2, so that 0 is free and 1 pending; offset; stored and raw length. */
  private int[] places;

  private int count;

  ChunkTable(int expected) {
    int places = Integer.highestOneBit(Math.max(64, expected) * 2 - 1) * 2;
    ids = new long[places * LONGS];
    this.places = new int[places * INTS];
  }

  ChunkTable(ChunkTable other) {
    ids = other.ids.clone();
    places = other.places.clone();
    count = other.count;
  }

  int count() {
    return count;
  }

  /** The place of a chunk, or -1. */
  int find(ChunkId id) {
    int at = place(id);
    return places[at * INTS] == FREE ? -1 : at;
  }

  /** Adds a chunk unless it is there. */
  boolean add(ChunkId id, int pack, long offset, int stored, int length) {
    if (2 * (count + 1) > places.length / INTS) {
      grow();
    }
    int at = place(id);
    if (places[at * INTS] != FREE) {
      return false;
    }
    int i = at * LONGS;
    ids[i] = id.a();
    ids[i + 1] = id.b();
    ids[i + 2] = id.c();
    ids[i + 3] = id.d();
    int p = at * INTS;
    places[p] = pack + 2;
    places[p + 1] = (int) offset;
    places[p + 2] = stored;
    places[p + 3] = length;
    count++;
    return true;
  }

  int pack(int at) {
    return places[at * INTS] - 2;
  }

  long offset(int at) {
    return Integer.toUnsignedLong(places[at * INTS + 1]);
  }

  int stored(int at) {
    return places[at * INTS + 2];
  }

  int length(int at) {
    return places[at * INTS + 3];
  }

  /** Ids are the output of a MAC: any of their bits spread well. */
  private int place(ChunkId id) {
    int mask = places.length / INTS - 1;
    int at = (int) id.a() & mask;
    while (places[at * INTS] != FREE && !holds(at, id)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private boolean holds(int at, ChunkId id) {
    int i = at * LONGS;
    return ids[i] == id.a() && ids[i + 1] == id.b() && ids[i + 2] == id.c() && ids[i + 3] == id.d();
  }

  private void grow() {
    long[] oldIds = ids;
    int[] oldPlaces = places;
    ids = new long[oldIds.length * 2];
    places = new int[oldPlaces.length * 2];
    for (int at = 0; at < oldPlaces.length / INTS; at++) {
      if (oldPlaces[at * INTS] != FREE) {
        int i = at * LONGS;
        int to = place(new ChunkId(oldIds[i], oldIds[i + 1], oldIds[i + 2], oldIds[i + 3]));
        System.arraycopy(oldIds, i, ids, to * LONGS, LONGS);
        System.arraycopy(oldPlaces, at * INTS, places, to * INTS, INTS);
      }
    }
  }
}
