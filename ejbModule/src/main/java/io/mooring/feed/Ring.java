package io.mooring.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The latest durable frames of one session: a cache of the journal's end. Safe for all threads. */
final class Ring {
  private final int maxEvents;
  private final long maxBytes;
  private final TreeMap<Long, DurableFrame> frames = new TreeMap<>();
  private long bytes;

  Ring(int maxEvents, long maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  /** Keeps the frames, in whatever order they come, and lets the oldest go. */
  synchronized void add(List<DurableFrame> added) {
    for (DurableFrame frame : added) {
      if (frames.putIfAbsent(frame.seq(), frame) == null) {
        bytes += frame.bytes();
      }
    }
    while (frames.size() > maxEvents || bytes > maxBytes) {
      bytes -= frames.pollFirstEntry().getValue().bytes();
    }
  }

  /** What follows {@code after} without a hole; empty when the next one is not here. */
  synchronized List<DurableFrame> after(long after, int limit) {
    List<DurableFrame> run = new ArrayList<>();
    for (DurableFrame frame : frames.tailMap(after, false).values()) {
      if (run.size() == limit || frame.seq() != after + run.size() + 1) {
        break;
      }
      run.add(frame);
    }
    return run;
  }
}
