package io.mooring.bench;

import java.util.concurrent.atomic.LongAdder;

/** How much a crowd of viewers has got. */
final class FrameCounts {
  final LongAdder frames = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder pings = new LongAdder();

  /**
   * What had come at some moment.
   *
   * @param frames of text
   * @param bytes of all frames with their headers
   */
  record Seen(long frames, long bytes, long pings) {}

  Seen seen() {
    return new Seen(frames.sum(), bytes.sum(), pings.sum());
  }
}
