package io.mooring.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mooring.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Makes what upstream said fit to be kept: clean of U+0000 and of half surrogate pairs, and of a
 * bounded size. A part takes at most 64 KiB, but for the text of a text or a reasoning, which is
 * the conversation itself: at most 1 Mi UTF-16 units. What is too long loses the ends of its
 * longest strings first. The content of files in data URLs is left out. Keeping what is kept
 * changes nothing.
 */
public final class KeptJson {
  /** Of a part without its own text, as UTF-8; and of what a message says about itself. */
  public static final int MAX_BYTES = 64 * 1024;

  /** Of a text or a reasoning, in UTF-16 units. */
  public static final int MAX_TEXT_CHARS = 1024 * 1024;

  static final String CUT = "\n… cut …";
  private static final Set<String> SPOKEN = Set.of("text", "reasoning");
  private static final int LONGEST_STRING_CHARS = 16 * 1024;
  private static final int SHORTEST_STRING_CHARS = 64;
  private static final int LONGEST_URL_CHARS = 256;
  private static final List<String> OF_INFO =
      List.of("id", "sessionID", "role", "parentID", "time", "agent", "mode", "model", "modelID");
  private static final List<String> OF_PART =
      List.of("id", "sessionID", "messageID", "type", "time", "tool", "callID");

  private KeptJson() {}

  /** What a message says about itself. */
  public static JsonNode info(JsonNode info) {
    ObjectNode clean = (ObjectNode) clean(object(info), Integer.MAX_VALUE);
    if (bytes(clean) > MAX_BYTES) {
      clean.remove("summary"); // of a user's: the diffs of the whole turn
    }
    return bounded(clean, OF_INFO);
  }

  /** A part. */
  public static JsonNode part(JsonNode part) {
    ObjectNode clean = (ObjectNode) clean(object(part), Integer.MAX_VALUE);
    JsonNode text = clean.path("text");
    if (!SPOKEN.contains(clean.path("type").asText()) || !text.isTextual()) {
      return bounded(clean, OF_PART);
    }
    clean.remove("text");
    ObjectNode bounded = bounded(clean, OF_PART);
    return bounded.put("text", cut(text.textValue(), MAX_TEXT_CHARS));
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object ? object : Json.object();
  }

  private static ObjectNode bounded(ObjectNode clean, List<String> needed) {
    ObjectNode kept = clean;
    for (int most = LONGEST_STRING_CHARS;
        bytes(kept) > MAX_BYTES && most >= SHORTEST_STRING_CHARS;
        most /= 2) {
      kept = (ObjectNode) clean(clean, most);
    }
    return bytes(kept) > MAX_BYTES ? skeleton(kept, needed) : kept;
  }

  /** Too many fields: what says which message or call it is, and how far a call is. */
  private static ObjectNode skeleton(ObjectNode whole, List<String> needed) {
    ObjectNode bones = Json.object();
    needed.forEach(
        field -> {
          if (bytes(whole.path(field)) <= MAX_BYTES / 32) {
            bones.set(field, whole.path(field).deepCopy());
          }
        });
    bones.properties().removeIf(field -> field.getValue().isMissingNode());
    JsonNode state = whole.path("state");
    if (state.isObject()) {
      ObjectNode left = bones.putObject("state").put("status", state.path("status").asText());
      left.putObject("input");
      left.putObject("metadata");
      left.put("title", cut(state.path("title").asText(), LONGEST_URL_CHARS));
      left.put(state.has("error") ? "error" : "output", CUT.strip());
      if (bytes(state.path("time")) <= MAX_BYTES / 32) {
        left.set("time", state.path("time"));
      }
    }
    return bones;
  }

  private static JsonNode clean(JsonNode node, int mostChars) {
    if (node.isTextual()) {
      return TextNode.valueOf(cut(emptied(safe(node.textValue())), mostChars));
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object
          .properties()
          .forEach(field -> copy.set(safe(field.getKey()), clean(field.getValue(), mostChars)));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = Json.lenient().createArrayNode();
      array.forEach(value -> copy.add(clean(value, mostChars)));
      return copy;
    }
    return node;
  }

  /** A file's address without the file. */
  private static String emptied(String text) {
    if (text.length() <= LONGEST_URL_CHARS || !text.startsWith("data:")) {
      return text;
    }
    int comma = text.indexOf(',');
    return comma > 0 && comma <= LONGEST_URL_CHARS ? text.substring(0, comma + 1) : text;
  }

  private static String cut(String text, int mostChars) {
    if (text.length() <= mostChars) {
      return text;
    }
    int end = Math.max(0, mostChars - CUT.length());
    return text.substring(
            0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
        + CUT;
  }

  private static String safe(String text) {
    boolean clean = text.codePoints().allMatch(KeptJson::allowed);
    if (clean) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints().forEach(cp -> safe.appendCodePoint(allowed(cp) ? cp : 0xFFFD));
    return safe.toString();
  }

  private static boolean allowed(int cp) {
    return cp != 0 && !(cp >= 0xD800 && cp <= 0xDFFF);
  }

  private static int bytes(JsonNode node) {
    return node.isMissingNode() ? 0 : Json.write(node).getBytes(StandardCharsets.UTF_8).length;
  }
}
