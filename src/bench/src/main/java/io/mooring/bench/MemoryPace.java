package io.mooring.bench;

/**
 * How fast this machine is at what a server does most: following references through more memory
 * than its caches hold. On a virtual machine its neighbours decide that, and its processors' clock
 * doesn't tell. Figures of two runs compare only as far as this one does.
 */
final class MemoryPace {
  /** 64 MB, more than the cache that a small virtual machine has for itself. */
  private static final int CELLS = 1 << 24;

  private static final int STEPS = 1 << 21;

  private MemoryPace() {}

  /** Nanoseconds from one random cell to the next that it names; takes less than two seconds. */
  static double nanosAStep() {
    int[] next = oneCycle(CELLS);
    walk(next, STEPS / 4);
    long begun = System.nanoTime();
    int end = walk(next, STEPS);
    double nanos = System.nanoTime() - begun;
    return end < 0 ? Double.NaN : nanos / STEPS;
  }

  private static int walk(int[] next, int steps) {
    int at = 0;
    for (int i = 0; i < steps; i++) {
      at = next[at];
    }
    return at;
  }

  /**
   * Each cell names another, and all are met before the first comes again: a linear congruential
   * generator has the full period when the increment is odd, the multiplier is 1 modulo 4, and the
   * modulus is a power of two (Hull and Dobell 1962).
   */
  static int[] oneCycle(int cells) {
    int[] next = new int[cells];
    for (int i = 0; i < cells; i++) {
      next[i] = (i * 1_664_525 + 1_013_904_223) & (cells - 1);
    }
    return next;
  }
}
