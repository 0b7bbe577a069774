package io.mooring.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Copies a tool's input with its text cleaned and its size bounded. */
final class ToolInput {
  /** Of one text, as UTF-8. */
  static final int MAX_VALUE_BYTES = 4 * 1024;

  /** Of all texts and names together, as UTF-8. */
  static final int MAX_BYTES = 32 * 1024;

  static final int MAX_VALUES = 500;
  static final int MAX_DEPTH = 8;
  private static final int MAX_NAME_CHARS = 100;
  private static final int MAX_NUMBER_CHARS = 40;
  private static final TextNode LEFT_OUT = TextNode.valueOf("…");

  private int bytesLeft = MAX_BYTES;
  private int valuesLeft = MAX_VALUES;

  private ToolInput() {}

  /** The copy, an object; fields past the bounds are left out. */
  static ObjectNode safe(JsonNode input) {
    return new ToolInput().object(input, 0);
  }

  private ObjectNode object(JsonNode object, int depth) {
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    for (var field : object.properties()) {
      if (valuesLeft-- <= 0) {
        break;
      }
      String name = SafeText.line(field.getKey(), MAX_NAME_CHARS);
      bytesLeft -= SafeText.bytes(name);
      copy.set(name, value(field.getValue(), depth + 1));
    }
    return copy;
  }

  private ArrayNode array(JsonNode array, int depth) {
    ArrayNode copy = JsonNodeFactory.instance.arrayNode();
    for (JsonNode value : array) {
      if (valuesLeft-- <= 0) {
        break;
      }
      copy.add(value(value, depth + 1));
    }
    return copy;
  }

  private JsonNode value(JsonNode value, int depth) {
    if (value.isContainerNode()) {
      if (depth >= MAX_DEPTH) {
        return LEFT_OUT;
      }
      return value.isObject() ? object(value, depth) : array(value, depth);
    }
    if (value.isTextual()) {
      String text = SafeText.block(value.textValue(), Math.min(MAX_VALUE_BYTES, room()));
      bytesLeft -= SafeText.bytes(text);
      return TextNode.valueOf(text);
    }
    if (value.isNumber()) {
      return value.asText().length() <= MAX_NUMBER_CHARS ? value : LEFT_OUT;
    }
    return value.isBoolean() ? BooleanNode.valueOf(value.booleanValue()) : NullNode.instance;
  }

  private int room() {
    return Math.max(0, bytesLeft);
  }
}
