package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a session; null leaves a field as it is.
 *
 * @param metadata replaces what is there
 * @param permission is appended to the rules that are there
 */
public record SessionPatch(
    @Nullable String title, @Nullable JsonNode metadata, @Nullable JsonNode permission) {

  ObjectNode json() {
    ObjectNode body = Json.object();
    if (title != null) {
      body.put("title", title);
    }
    if (metadata != null) {
      body.set("metadata", metadata);
    }
    if (permission != null) {
      body.set("permission", permission);
    }
    return body;
  }
}
