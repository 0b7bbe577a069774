package io.mooring.client;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prompt and what goes along with it. What is absent is the session's. */
public record NewTurn(
    String prompt,
    @Nullable String agent,
    @Nullable ModelRef model,
    @Nullable String system,
    @Nullable List<Attachment> files) {
  /** A prompt and nothing else. */
  public static NewTurn of(String prompt) {
    return new NewTurn(prompt, null, null, null, null);
  }

  /**
   * A file.
   *
   * @param data its content in base64
   */
  public record Attachment(String name, String mediaType, String data) {
    public static Attachment of(String name, String mediaType, byte[] content) {
      return new Attachment(name, mediaType, Base64.getEncoder().encodeToString(content));
    }
  }
}
