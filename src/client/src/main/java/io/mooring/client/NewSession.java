package io.mooring.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A session that is wanted. What is absent is Mooring's to choose.
 *
 * @param key the caller's own, such as a chat's id
 * @param workdir an absolute path on the server, below one of its allowed roots
 */
public record NewSession(
    @Nullable String key,
    @Nullable String title,
    @Nullable String agent,
    @Nullable ModelRef model,
    @Nullable String workdir,
    @Nullable String threadId,
    @Nullable JsonNode metadata) {
  /** One with a key and nothing else. */
  public static NewSession of(String key) {
    return new NewSession(key, null, null, null, null, null, null);
  }

  /** The same in this directory. */
  public NewSession in(String directory) {
    return new NewSession(key, title, agent, model, directory, threadId, metadata);
  }
}
