package io.mooring.opencode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts a stream's bytes into lines; a line longer than the limit is dropped and counted. */
final class EventLines {
  private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

  private final int longestBytes;
  private final Consumer<byte[]> data;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private boolean dropping;
  private long dropped;

  /**
   * @param data takes what follows {@code data:} in a line
   */
  EventLines(int longestBytes, Consumer<byte[]> data) {
    this.longestBytes = longestBytes;
    this.data = data;
  }

  void take(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int end = indexOfNewline(bytes);
      byte[] chunk = new byte[(end < 0 ? bytes.limit() : end) - bytes.position()];
      bytes.get(chunk);
      append(chunk);
      if (end >= 0) {
        bytes.get();
        endLine();
      }
    }
  }

  long dropped() {
    return dropped;
  }

  private static int indexOfNewline(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void append(byte[] chunk) {
    if (dropping) {
      return;
    }
    if (line.size() + chunk.length > longestBytes) {
      dropping = true;
      dropped++;
      line.reset();
    } else {
      line.writeBytes(chunk);
    }
  }

  private void endLine() {
    byte[] whole = line.toByteArray();
    boolean usable = !dropping && startsWithData(whole);
    dropping = false;
    line.reset();
    if (usable) {
      data.accept(Arrays.copyOfRange(whole, DATA.length, whole.length));
    }
  }

  private static boolean startsWithData(byte[] whole) {
    return whole.length > DATA.length && Arrays.equals(whole, 0, DATA.length, DATA, 0, DATA.length);
  }
}
