package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.json.JsonFailure;
import io.mooring.node.ThisNode;
import io.mooring.opencode.UpstreamId;
import io.mooring.problem.InvalidValue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Names a conversation so that a new session can go on with it: base64url of a version byte, a
 * 16-byte HMAC-SHA-256 and JSON. The tenant is signed along and not told: a cursor of another
 * tenant, or of another installation, is as foreign as a made-up one.
 */
@ApplicationScoped
public class ResumeCursors {
  private static final byte VERSION = 1;
  private static final int MAC_BYTES = 16;
  private static final int MOST_CHARS = 1024;
  private static final String FIELD = "resumeCursor";

  @Inject ThisNode node;

  /** The cursor of a session's conversation. */
  public String of(String tenant, String sessionId, String upstreamSessionId) {
    byte[] text =
        Json.write(Json.object().put("u", upstreamSessionId).put("s", sessionId))
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer signed = ByteBuffer.allocate(1 + MAC_BYTES + text.length);
    signed.put(VERSION).put(mac(tenant, text)).put(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signed.array());
  }

  /**
   * What a cursor names.
   *
   * @throws InvalidValue malformed, of a later version, or not handed out here to this tenant
   */
  ResumeSource read(String tenant, String cursor) {
    byte[] signed = decode(cursor);
    if (signed.length <= 1 + MAC_BYTES || signed[0] != VERSION) {
      throw bad(null);
    }
    byte[] text = Arrays.copyOfRange(signed, 1 + MAC_BYTES, signed.length);
    byte[] mac = Arrays.copyOfRange(signed, 1, 1 + MAC_BYTES);
    if (!MessageDigest.isEqual(mac(tenant, text), mac)) {
      throw bad(null);
    }
    return named(new String(text, StandardCharsets.UTF_8));
  }

  private static ResumeSource named(String text) {
    try {
      JsonNode json = Json.read(text);
      String upstream = json.path("u").asText();
      String session = json.path("s").asText();
      if (UpstreamId.isSession(upstream) && !session.isEmpty()) {
        return new ResumeSource(upstream, session);
      }
      throw bad(null);
    } catch (JsonFailure e) {
      throw bad(e);
    }
  }

  private static byte[] decode(String cursor) {
    if (cursor.length() > MOST_CHARS) {
      throw bad(null);
    }
    try {
      return Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException e) {
      throw bad(e);
    }
  }

  static InvalidValue bad(@Nullable Throwable cause) {
    return new InvalidValue(
        "bad-cursor", FIELD, "This is not a resume cursor that can be used here.", cause);
  }

  private byte[] mac(String tenant, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(node.signingKey(), "HmacSHA256"));
      mac.update("resume".getBytes(StandardCharsets.UTF_8));
      mac.update(new byte[] {0, VERSION});
      mac.update(tenant.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return Arrays.copyOf(mac.doFinal(text), MAC_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
