package io.mooring.turn.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.session.ModelRef;
import io.mooring.session.NewSession;
import io.mooring.turn.NewTurn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /sessions/{id}/turns}: a prompt or parts, and files with at most 10 MB of
 * content in all.
 */
public record PostTurnRequest(
    @Nullable String prompt,
    @Nullable List<TextPart> parts,
    @Nullable String agent,
    @Nullable ModelRef model,
    @Nullable String system,
    @Nullable List<FilePart> files) {
  static final int MOST_PROMPT_BYTES = 1024 * 1024;
  static final int MOST_FILE_BYTES = 10 * 1024 * 1024;

  /** Files in base64, the prompt, and some room. */
  static final int MOST_BODY_BYTES = MOST_FILE_BYTES / 3 * 4 + 2 * MOST_PROMPT_BYTES;

  private static final int MOST_FILES = 50;
  private static final int MOST_PARTS = 50;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9!#$&^_.+-]{1,64}/[a-zA-Z0-9!#$&^_.+-]{1,64}");

  /**
   * A text.
   *
   * @param type {@code text}, the only one there is
   */
  public record TextPart(@Nullable String type, @Nullable String text) {}

  /**
   * A file that goes along.
   *
   * @param data base64
   */
  public record FilePart(
      @Nullable String name, @Nullable String mediaType, @Nullable String data) {}

  NewTurn checked() {
    List<String> texts = texts();
    ArrayNode upstream = Json.lenient().createArrayNode();
    texts.forEach(text -> upstream.addObject().put("type", "text").put("text", text));
    addFiles(upstream);
    if (agent != null) {
      NewSession.requireLine("agent", agent, NewSession.MOST_AGENT_CHARS);
    }
    if (system != null) {
      requireText("system", system);
    }
    return new NewTurn(
        String.join("\n\n", texts),
        upstream.toString(),
        Optional.ofNullable(agent),
        Optional.ofNullable(model),
        Optional.ofNullable(system));
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    if (prompt != null && parts != null) {
      throw new InvalidValue("parts", "Send either a prompt or parts.");
    }
    if (parts != null) {
      if (parts.size() > MOST_PARTS) {
        throw new InvalidValue("parts", "At most " + MOST_PARTS + " parts.");
      }
      for (TextPart part : parts) {
        if (part == null || !"text".equals(part.type()) || part.text() == null) {
          throw new InvalidValue("parts", "A part is {\"type\": \"text\", \"text\": ..}.");
        }
        texts.add(part.text());
      }
    } else if (prompt != null) {
      texts.add(prompt);
    }
    String all = String.join("", texts);
    if (all.isBlank()) {
      throw new InvalidValue("prompt", "The prompt is empty.");
    }
    texts.forEach(text -> requireText("prompt", text));
    if (all.getBytes(StandardCharsets.UTF_8).length > MOST_PROMPT_BYTES) {
      throw new PromptTooLarge("prompt", MOST_PROMPT_BYTES);
    }
    return texts;
  }

  private static void requireText(String field, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidValue(field, "The field " + field + " holds a null character.");
    }
    if (text.length() > MOST_PROMPT_BYTES) {
      throw new PromptTooLarge(field, MOST_PROMPT_BYTES);
    }
  }

  private void addFiles(ArrayNode upstream) {
    if (files == null) {
      return;
    }
    if (files.size() > MOST_FILES) {
      throw new InvalidValue("files", "At most " + MOST_FILES + " files.");
    }
    long total = 0;
    for (int i = 0; i < files.size(); i++) {
      FilePart file = files.get(i);
      String field = "files[" + i + "]";
      if (file == null || file.name() == null || file.mediaType() == null || file.data() == null) {
        throw new InvalidValue("files", "A file is {name, mediaType, data}.");
      }
      NewSession.requireLine(field + ".name", file.name(), 255);
      if (!MEDIA_TYPE.matcher(file.mediaType()).matches()) {
        throw new InvalidValue(field + ".mediaType", "A media type is one like text/plain.");
      }
      total += decodedBytes(field + ".data", file.data());
      if (total > MOST_FILE_BYTES) {
        throw new PromptTooLarge("files", MOST_FILE_BYTES);
      }
      upstream
          .addObject()
          .put("type", "file")
          .put("mime", file.mediaType())
          .put("filename", file.name())
          .put("url", "data:" + file.mediaType() + ";base64," + file.data());
    }
  }

  private static int decodedBytes(String field, String data) {
    try {
      return Base64.getDecoder().decode(data).length;
    } catch (IllegalArgumentException e) {
      throw new InvalidValue("invalid-value", field, "A file's data is base64.", e);
    }
  }
}
