package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamModel;
import org.jspecify.annotations.Nullable;

/**
 * A session to be made.
 *
 * @param metadata a JSON object that comes back in every read
 * @param permission an array of {permission, pattern, action}
 */
public record NewSession(
    @Nullable String title,
    @Nullable String agent,
    @Nullable UpstreamModel model,
    JsonNode metadata,
    JsonNode permission) {

  ObjectNode json() {
    ObjectNode body = Json.object();
    if (title != null) {
      body.put("title", title);
    }
    if (agent != null) {
      body.put("agent", agent);
    }
    if (model != null) {
      body.putObject("model").put("id", model.modelId()).put("providerID", model.providerId());
    }
    if (!metadata.isEmpty()) {
      body.set("metadata", metadata);
    }
    if (!permission.isEmpty()) {
      body.set("permission", permission);
    }
    return body;
  }
}
