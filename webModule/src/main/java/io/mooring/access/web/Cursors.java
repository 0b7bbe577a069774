package io.mooring.access.web;

import io.mooring.node.ThisNode;
import io.mooring.problem.InvalidValue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs the positions that lists hand out, so that a caller can bring back only what was handed
 * out: base64url of a 16-byte HMAC-SHA-256 and the position. The list's name is signed along, so a
 * cursor of one list is no cursor of another.
 */
@ApplicationScoped
public class Cursors {
  private static final int MAC_BYTES = 16;

  @Inject ThisNode node;

  /** The cursor of a position in a list. */
  public String sign(String list, String position) {
    byte[] text = position.getBytes(StandardCharsets.UTF_8);
    byte[] signed = Arrays.copyOf(mac(list, text), MAC_BYTES + text.length);
    System.arraycopy(text, 0, signed, MAC_BYTES, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
  }

  /**
   * The position of a cursor.
   *
   * @throws InvalidValue when it was not signed here for this list
   */
  public String verify(String list, String cursor) {
    byte[] signed = decode(cursor);
    if (signed.length >= MAC_BYTES) {
      byte[] text = Arrays.copyOfRange(signed, MAC_BYTES, signed.length);
      if (MessageDigest.isEqual(mac(list, text), Arrays.copyOf(signed, MAC_BYTES))) {
        return new String(text, StandardCharsets.UTF_8);
      }
    }
    throw bad(null);
  }

  /** After which row a page of a list begins that goes by time and id. */
  public record Row(long ms, String id) {
    /** Before the newest one: no cursor was given. */
    static final Row NEWEST = new Row(Long.MAX_VALUE, "");
  }

  /** The cursor of a row in a list that goes by time and id. */
  public String sign(String list, Instant at, String id) {
    return sign(list, at.toEpochMilli() + " " + id);
  }

  /**
   * The row of a cursor; without one the page begins with the newest.
   *
   * @throws InvalidValue when it was not signed here for this list
   */
  public Row row(String list, @Nullable String cursor) {
    if (cursor == null) {
      return Row.NEWEST;
    }
    String position = verify(list, cursor);
    int blank = position.indexOf(' ');
    return new Row(Long.parseLong(position.substring(0, blank)), position.substring(blank + 1));
  }

  private static byte[] decode(String cursor) {
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw bad(e);
    }
  }

  private static InvalidValue bad(@Nullable Throwable cause) {
    return new InvalidValue("bad-cursor", "cursor", "This is not a cursor of this list.", cause);
  }

  private byte[] mac(String list, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(node.signingKey(), "HmacSHA256"));
      mac.update(list.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return Arrays.copyOf(mac.doFinal(text), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
