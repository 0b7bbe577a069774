package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shape that calls had before they had states: {@code {type: "tool_use", name, input}}. Such a
 * part is there once the call is over, and names its fields with underscores.
 */
final class OlderToolUse {
  private static final Map<String, String> FIELDS =
      Map.of(
          "file_path", "filePath",
          "old_string", "oldString",
          "new_string", "newString",
          "patch_text", "patchText");

  private OlderToolUse() {}

  static Part.@Nullable ToolPart of(JsonNode part, String id, String session, String message) {
    String name = Fields.id(part, "name");
    if (name == null) {
      return null;
    }
    String callId = Fields.id(part, "callID");
    ObjectNode state =
        part.path("state").isObject()
            ? part.path("state").deepCopy()
            : Json.object().put("status", "completed");
    ObjectNode input = state.putObject("input");
    Fields.object(part, "input")
        .properties()
        .forEach(
            field ->
                input.set(FIELDS.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
    return new Part.ToolPart(
        id,
        session,
        message,
        name.toLowerCase(Locale.ROOT),
        callId == null ? id : callId,
        ToolState.of(state));
  }
}
