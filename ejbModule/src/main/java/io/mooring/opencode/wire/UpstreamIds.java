package io.mooring.opencode.wire;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Mints ids of messages and parts as upstream would: a prefix, 12 hex digits of the low 48 bits of
 * {@code milliseconds * 4096 + counter}, and 14 random base62 characters. The 48 bits wrap every
 * 795 days, so an id must be minted as the {@linkplain #successorOf successor} of the greatest that
 * is there.
 */
public final class UpstreamIds {
  /** Of an id that we answer with a successor; upstream's own are 30 long. */
  static final int MAX_CHARS = 128;

  private static final int HEX_CHARS = 12;
  private static final int RANDOM_CHARS = 14;
  private static final long LOW_48_BITS = 0xFFFF_FFFF_FFFFL;

  /** In the order of their code points, so that random tails don't matter for the order. */
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final SecureRandom RANDOM = new SecureRandom();

  private UpstreamIds() {}

  /** The id of a session that is to be imported: upstream's own sort the newest first. */
  public static String session(Clock clock) {
    return of("ses_", ~now(clock) & LOW_48_BITS);
  }

  /** The id of the first message of a session. */
  public static String firstMessage(Clock clock) {
    return of("msg_", now(clock));
  }

  /** Ids of the parts of one message, in ascending order. */
  public static List<String> parts(int count, Clock clock) {
    List<String> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(i == 0 ? of("prt_", now(clock)) : successorOf(ids.get(i - 1), clock));
    }
    return List.copyOf(ids);
  }

  /**
   * An id of the same kind that sorts after the given one, and tells the time when it can. Where no
   * id of the usual length sorts after it, the answer is the given one, made longer.
   *
   * @throws IllegalArgumentException if it's neither a message nor a part, or longer than 128
   */
  public static String successorOf(String greatestIdThere, Clock clock) {
    boolean known = greatestIdThere.startsWith("msg_") || greatestIdThere.startsWith("prt_");
    if (!known || greatestIdThere.length() > MAX_CHARS) {
      throw new IllegalArgumentException("not the id of a message or part");
    }
    String prefix = greatestIdThere.substring(0, 4);
    String byTime = of(prefix, now(clock));
    if (byTime.compareTo(greatestIdThere) > 0) {
      return byTime;
    }
    long there = stamp(greatestIdThere);
    return there >= 0 && there < LOW_48_BITS ? of(prefix, there + 1) : greatestIdThere + random();
  }

  private static long now(Clock clock) {
    return (clock.millis() * 4096 + 1) & LOW_48_BITS;
  }

  /** The id's 48 bits, or -1 if it isn't made like ours. */
  private static long stamp(String id) {
    int end = 4 + HEX_CHARS;
    if (id.length() < end || !id.substring(4, end).matches("[0-9a-f]{12}")) {
      return -1;
    }
    return Long.parseLong(id.substring(4, end), 16);
  }

  private static String of(String prefix, long stamp) {
    return prefix + String.format(Locale.ROOT, "%012x", stamp) + random();
  }

  private static String random() {
    StringBuilder text = new StringBuilder(RANDOM_CHARS);
    for (int i = 0; i < RANDOM_CHARS; i++) {
      text.append(BASE62.charAt(RANDOM.nextInt(BASE62.length())));
    }
    return text.toString();
  }
}
