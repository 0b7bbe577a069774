package io.mooring.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.tool.SafeText;

/** Makes what an agent asks fit to be kept and shown: bounded, and without hidden characters. */
final class AskText {
  private static final int MOST_TEXT_BYTES = 16 * 1024;
  private static final int MOST_CHARS = 64 * 1024;
  private static final int MOST_DEPTH = 16;
  private static final int MOST_CHILDREN = 200;

  private AskText() {}

  /** A text of several lines without controls and without what takes no room. */
  static String block(String text, int maxBytes) {
    String clean = SafeText.block(text, maxBytes);
    if (clean.codePoints().noneMatch(AskText::invisible)) {
      return clean;
    }
    StringBuilder seen = new StringBuilder();
    clean.codePoints().filter(cp -> !invisible(cp)).forEach(seen::appendCodePoint);
    return seen.toString();
  }

  private static boolean invisible(int cp) {
    return Character.getType(cp) == Character.FORMAT;
  }

  /** A tree whose texts are cleaned; one that is too long is left out as a whole. */
  static JsonNode tree(JsonNode tree) {
    JsonNode clean = clean(tree, 0);
    return clean.toString().length() <= MOST_CHARS
        ? clean
        : Json.object().put("note", "left out: too long");
  }

  private static JsonNode clean(JsonNode node, int depth) {
    if (node.isTextual()) {
      return Json.lenient().valueToTree(block(node.textValue(), MOST_TEXT_BYTES));
    }
    if (depth == MOST_DEPTH || node.isMissingNode()) {
      return Json.object();
    }
    if (node.isArray()) {
      ArrayNode array = Json.lenient().createArrayNode();
      for (int i = 0; i < Math.min(node.size(), MOST_CHILDREN); i++) {
        array.add(clean(node.get(i), depth + 1));
      }
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = Json.object();
      node.properties().stream()
          .limit(MOST_CHILDREN)
          .forEach(
              field ->
                  object.set(
                      SafeText.line(field.getKey(), 200), clean(field.getValue(), depth + 1)));
      return object;
    }
    return node;
  }
}
