package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.problem.InvalidValue;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a caller wants of a new session, checked for form.
 *
 * @param key the caller's own name for it, 1 to 256 characters; absent, it is the session's id
 * @param agent the agent's name, {@code build} where the caller names none
 * @param workdir as the caller wrote it; absent, Mooring makes one
 */
public record NewSession(
    Optional<String> key,
    Optional<String> title,
    String agent,
    Optional<ModelRef> model,
    Optional<Path> workdir,
    Optional<String> permissionsJson,
    Optional<String> threadId,
    Optional<String> metadataJson,
    Optional<String> snapshotsJson) {
  public static final int MOST_KEY_CHARS = 256;
  public static final int MOST_TITLE_CHARS = 512;
  public static final int MOST_AGENT_CHARS = 128;
  public static final int MOST_METADATA_CHARS = 16 * 1024;

  public NewSession {
    key.ifPresent(text -> requireLine("key", text, MOST_KEY_CHARS));
    title.ifPresent(text -> requireLine("title", text, MOST_TITLE_CHARS));
    requireLine("agent", agent, MOST_AGENT_CHARS);
    threadId.ifPresent(text -> requireLine("threadId", text, MOST_KEY_CHARS));
  }

  /** One that is saved as the configuration says. */
  public NewSession(
      Optional<String> key,
      Optional<String> title,
      String agent,
      Optional<ModelRef> model,
      Optional<Path> workdir,
      Optional<String> permissionsJson,
      Optional<String> threadId,
      Optional<String> metadataJson) {
    this(
        key,
        title,
        agent,
        model,
        workdir,
        permissionsJson,
        threadId,
        metadataJson,
        Optional.empty());
  }

  /** The metadata as they are kept; refuses what is no object, or too large. */
  public static String requireMetadata(JsonNode metadata) {
    String text = metadata.toString();
    if (!metadata.isObject() || text.length() > MOST_METADATA_CHARS) {
      throw new InvalidValue("metadata", "The metadata is a JSON object of at most 16 KiB.");
    }
    return text;
  }

  /** Refuses what is empty, too long, or holds a control character. */
  public static void requireLine(String field, String text, int mostChars) {
    if (text.isBlank() || text.length() > mostChars) {
      throw new InvalidValue(
          field, "The field " + field + " is 1 to " + mostChars + " characters.");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidValue(field, "The field " + field + " holds a control character.");
    }
  }
}
