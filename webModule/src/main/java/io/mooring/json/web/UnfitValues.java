package io.mooring.json.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/**
 * What JSON can say and nothing behind it can keep: U+0000 and half a surrogate pair, which one
 * database takes and the other doesn't, and numbers that are larger than any number.
 */
final class UnfitValues {
  /** Most bodies hold nothing that needs a closer look. */
  private static final Pattern SUSPECT =
      Pattern.compile("\\\\u(?:0000|[dD][89a-fA-F])|[0-9][eE]\\+?[0-9]{3}|[0-9]{300}");

  private UnfitValues() {}

  /**
   * Refuses them. A text that is no JSON passes: its reader says so better.
   *
   * @throws InvalidValue names the field
   */
  static void refuse(String json) {
    if (!SUSPECT.matcher(json).find()) {
      return;
    }
    try (JsonParser parser = Json.strict().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        refuse(parser, token);
      }
    } catch (JsonProcessingException e) {
      // The body's reader comes upon it, too.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuse(JsonParser parser, JsonToken token) throws IOException {
    JsonStreamContext at = parser.getParsingContext();
    if (token == JsonToken.FIELD_NAME && !isText(parser.currentName())) {
      JsonStreamContext outer = at.getParent();
      throw new InvalidValue(
          outer.inRoot() ? "?" : path(outer), "A field's name holds no character.");
    }
    if (token == JsonToken.VALUE_STRING && !isText(parser.getText())) {
      throw new InvalidValue(
          path(at), "The field " + path(at) + " holds a null character or half a surrogate pair.");
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT && !Double.isFinite(parser.getDoubleValue())) {
      throw new InvalidValue(path(at), "The number in " + path(at) + " is too large.");
    }
  }

  private static boolean isText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (unit == 0 || Character.isSurrogate(unit)) {
        return false;
      }
    }
    return true;
  }

  /** As the body's reader names a field: permissions[0].pattern. */
  private static String path(JsonStreamContext at) {
    JsonStreamContext outer = at.getParent();
    String before = outer == null || outer.inRoot() ? "" : path(outer);
    if (at.inArray()) {
      return before + "[" + at.getCurrentIndex() + "]";
    }
    return before.isEmpty() ? at.getCurrentName() : before + "." + at.getCurrentName();
  }
}
