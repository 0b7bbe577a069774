package io.mooring.idempotency;

import io.mooring.problem.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A POST that carries an Idempotency-Key.
 *
 * @param key as the caller gave it, 1 to 200 visible ASCII characters
 * @param operation what is asked for and of what, for example {@code POST /sessions}
 * @param bodySha256 the body's digest in hex
 */
public record Repeatable(String key, String operation, String bodySha256) {
  private static final int MOST_CHARS = 200;

  public Repeatable {
    if (key.isEmpty()
        || key.length() > MOST_CHARS
        || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new InvalidValue(
          "Idempotency-Key", "An Idempotency-Key is 1 to 200 visible ASCII characters.");
    }
  }

  /** The same with the body itself. */
  public static Repeatable of(String key, String operation, String body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
      return new Repeatable(key, operation, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
