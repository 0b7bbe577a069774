package io.mooring.impostor.upstream;

import java.util.Random;

/**
 * Mints ids as opencode does: 12 hex digits of (ms x 4096 + counter), low 48 bits, then 14 base62
 * characters. Session ids count down, so that the newest sorts first.
 */
final class WireIds {
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final long LOW_48_BITS = (1L << 48) - 1;

  private final Random random = new Random();
  private long last;

  /** An id of the kind named by its prefix, without the underscore. */
  synchronized String mint(String prefix) {
    last = Math.max(last + 1, System.currentTimeMillis() << 12);
    long shown = (prefix.equals("ses") ? ~last : last) & LOW_48_BITS;
    StringBuilder id = new StringBuilder(prefix).append('_').append("%012x".formatted(shown));
    for (int i = 0; i < 14; i++) {
      id.append(BASE62.charAt(random.nextInt(BASE62.length())));
    }
    return id.toString();
  }
}
