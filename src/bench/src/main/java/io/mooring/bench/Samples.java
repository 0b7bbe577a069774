package io.mooring.bench;

import java.util.Arrays;

/** Durations of many runs of one thing; safe for many threads. */
final class Samples {
  private long[] nanos = new long[1024];
  private int count;

  synchronized void add(long durationNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = durationNanos;
  }

  synchronized int count() {
    return count;
  }

  /** The value below or at which so much of all lies, by the nearest rank, in milliseconds. */
  synchronized double percentileMs(double percent) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted[Math.max(rank, 1) - 1] / 1e6;
  }

  double medianMs() {
    return percentileMs(50);
  }
}
