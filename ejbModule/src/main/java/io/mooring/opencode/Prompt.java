package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamModel;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to the agent. With the same message id and the same part ids it can be sent again
 * without a second reply.
 *
 * @param parts an array of parts, each with an id of ours
 */
public record Prompt(
    String messageId,
    JsonNode parts,
    @Nullable UpstreamModel model,
    @Nullable String agent,
    @Nullable String system) {

  ObjectNode json() {
    ObjectNode body = Json.object();
    body.put("messageID", messageId);
    if (model != null) {
      ObjectNode named = body.putObject("model");
      named.put("providerID", model.providerId()).put("modelID", model.modelId());
      if (model.variant() != null) {
        body.put("variant", model.variant());
      }
    }
    if (agent != null) {
      body.put("agent", agent);
    }
    if (system != null) {
      body.put("system", system);
    }
    body.set("parts", parts);
    return body;
  }
}
