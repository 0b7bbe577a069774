package io.mooring.json.web;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * Reads request bodies: at most so many bytes, UTF-8, one JSON object without unknown or doubled
 * fields, not too deep, without what nobody can keep.
 */
public final class Bodies {
  private Bodies() {}

  /**
   * A body as text and as a value.
   *
   * @param text as it was sent, for the digest of an Idempotency-Key
   */
  public record Body<T>(String text, T value) {}

  /**
   * Reads a body into a record; an empty body reads as an empty object.
   *
   * @throws BodyFailure too large, malformed, or with a field that is unknown or wrong
   */
  public static <T> Body<T> read(InputStream in, Class<T> type, int mostBytes) {
    String text = text(in, mostBytes);
    try {
      T value = Json.strict().readValue(text.isBlank() ? "{}" : text, type);
      if (value != null) { // the text "null" is JSON, too
        return new Body<>(text, value);
      }
    } catch (JsonProcessingException e) {
      throw failure(e);
    }
    throw BodyFailure.malformed("The body is not a JSON object.", null);
  }

  /** Reads a body as an object whose fields the caller looks at. */
  public static ObjectNode object(InputStream in, int mostBytes) {
    try {
      JsonNode tree = Json.strict().readTree(text(in, mostBytes));
      if (tree instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw failure(e);
    }
    throw BodyFailure.malformed("The body is not a JSON object.", null);
  }

  private static String text(InputStream in, int mostBytes) {
    try {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw BodyFailure.tooLarge(mostBytes);
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      UnfitValues.refuse(text);
      return text;
    } catch (CharacterCodingException e) {
      throw BodyFailure.malformed("The body is not UTF-8.", e);
    } catch (IOException e) {
      throw BodyFailure.malformed("The body could not be read to its end.", e);
    }
  }

  private static Problem failure(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return BodyFailure.unknownField(path(unknown));
    }
    if (e instanceof ValueInstantiationException wrong && wrong.getCause() instanceof Problem p) {
      return p;
    }
    // Inside a field the parser's failure comes wrapped in one that knows the field.
    Throwable parsing =
        e instanceof JsonMappingException && e.getCause() != null ? e.getCause() : e;
    if (parsing instanceof StreamConstraintsException) {
      return BodyFailure.malformed("The body is nested too deeply or holds too long a text.", e);
    }
    if (parsing instanceof JsonParseException) {
      return BodyFailure.malformed("The body is not JSON.", e);
    }
    if (e instanceof JsonMappingException wrong && !wrong.getPath().isEmpty()) {
      return BodyFailure.wrongType(path(wrong), e);
    }
    return BodyFailure.malformed("The body is not JSON of the expected form.", e);
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."))
        .replace(".[", "[");
  }
}
