package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of a tree that nobody vouches for: a field that is missing, of another JSON type or
 * out of range counts as absent, and nothing here throws.
 */
final class Fields {
  /** Of a tree that we keep without understanding it. */
  static final int MAX_RAW_BYTES = 64 * 1024;

  /** The last millisecond of the year 9999: what RFC 3339 can still write. */
  private static final long LATEST_MILLIS = 253_402_300_799_999L;

  /** So that a sum of any number of messages can't overflow. */
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  private Fields() {}

  static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() ? value.textValue() : null;
  }

  static String text(JsonNode node, String field, String otherwise) {
    String text = text(node, field);
    return text == null ? otherwise : text;
  }

  /** The text when it's there and says something. */
  static @Nullable String id(JsonNode node, String field) {
    String text = text(node, field);
    return text == null || text.isBlank() ? null : text;
  }

  static boolean flag(JsonNode node, String field) {
    return node.path(field).isBoolean() && node.path(field).booleanValue();
  }

  static @Nullable Instant time(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isNumber() || !value.canConvertToLong()) {
      return null;
    }
    long millis = value.longValue();
    return millis < 0 || millis > LATEST_MILLIS ? null : Instant.ofEpochMilli(millis);
  }

  static Instant time(JsonNode node, String field, Instant otherwise) {
    Instant time = time(node, field);
    return time == null ? otherwise : time;
  }

  static @Nullable Integer number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isNumber() && value.canConvertToInt() ? (Integer) value.intValue() : null;
  }

  static long tokens(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isNumber() || !value.canConvertToLong()) {
      return 0;
    }
    return Math.max(0, Math.min(value.longValue(), MOST_TOKENS));
  }

  static double cost(JsonNode node) {
    double cost = node.path("cost").isNumber() ? node.path("cost").doubleValue() : 0;
    return Double.isFinite(cost) && cost > 0 ? cost : 0;
  }

  static List<String> texts(JsonNode node, String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : node.path(field)) {
      if (value.isTextual()) {
        texts.add(value.textValue());
      }
    }
    return List.copyOf(texts);
  }

  /** The object under the field; an empty one when it's anything else. */
  static JsonNode object(JsonNode node, String field) {
    return node.path(field).isObject() ? node.path(field) : Json.object();
  }

  /** The tree, or where it's longer than {@link #MAX_RAW_BYTES} a note that says how long. */
  static JsonNode capped(JsonNode tree) {
    int bytes = Json.write(tree).getBytes(StandardCharsets.UTF_8).length;
    return bytes <= MAX_RAW_BYTES
        ? tree
        : Json.object().put("truncated", true).put("sizeBytes", bytes);
  }
}
