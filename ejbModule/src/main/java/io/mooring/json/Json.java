package io.mooring.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.Map;

/**
 * The mappers. {@link #lenient()} reads what upstream and our own tables hold: fields we don't know
 * are passed over. {@link #strict()} reads requests: an unknown field, a duplicate key, a value of
 * another type and anything after the document are errors. Both write times as RFC 3339 UTC with
 * milliseconds and leave nulls out.
 */
public final class Json {
  /** Deep enough for any tool input seen, shallow enough to stay off the stack's end. */
  static final int MAX_DEPTH = 64;

  /** Characters of one string: a 10 MB file in base64 and some room. */
  static final int MAX_STRING_CHARS = 16 * 1024 * 1024;

  private static final JsonMapper LENIENT =
      builder(1_000).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final JsonMapper STRICT =
      builder(MAX_DEPTH)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
          .build();

  private Json() {}

  private static JsonMapper.Builder builder(int maxDepth) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maxDepth)
                    .maxStringLength(MAX_STRING_CHARS)
                    .build())
            .build();
    return JsonMapper.builder(factory)
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .addModule(new SimpleModule().addSerializer(Instant.class, new InstantSerializer()))
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(
                JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
  }

  public static JsonMapper lenient() {
    return LENIENT;
  }

  public static JsonMapper strict() {
    return STRICT;
  }

  /** The value as JSON text. */
  public static String write(Object value) {
    try {
      return LENIENT.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new JsonFailure("can't write " + value.getClass().getSimpleName(), e);
    }
  }

  /** The value as a JSON object with fields in declared order. */
  public static ObjectNode object(Object value) {
    return LENIENT.valueToTree(value);
  }

  /** An empty JSON object. */
  public static ObjectNode object() {
    return LENIENT.createObjectNode();
  }

  public static JsonNode read(String text) {
    try {
      return LENIENT.readTree(text);
    } catch (JsonProcessingException e) {
      throw new JsonFailure("not JSON", e);
    }
  }

  public static <T> T read(String text, Class<T> type) {
    try {
      return LENIENT.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new JsonFailure("not a " + type.getSimpleName(), e);
    }
  }

  public static <T> T read(String text, TypeReference<T> type) {
    try {
      return LENIENT.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new JsonFailure("not a " + type.getType(), e);
    }
  }

  public static <T> T convert(JsonNode tree, Class<T> type) {
    try {
      return LENIENT.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new JsonFailure("not a " + type.getSimpleName(), e);
    }
  }

  public static Map<String, Object> map(JsonNode tree) {
    return LENIENT.convertValue(tree, new TypeReference<Map<String, Object>>() {});
  }
}
