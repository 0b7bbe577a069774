package io.mooring.session.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.session.ModelRef;
import io.mooring.session.NewSession;
import io.mooring.session.Patched;
import io.mooring.session.PermissionRule;
import io.mooring.session.SessionChange;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;

/** Reads a merge patch (RFC 7396) of a session: null clears, what is absent stays. */
final class SessionPatchRequest {
  private static final Set<String> KNOWN =
      Set.of("title", "agent", "model", "metadata", "permissions", "workdir", "snapshots");

  private SessionPatchRequest() {}

  static SessionChange read(ObjectNode patch) {
    for (Iterator<String> names = patch.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KNOWN.contains(name)) {
        throw new InvalidValue("unknown-field", name, "The field " + name + " is not known.", null);
      }
    }
    return new SessionChange(
        text(patch, "title"),
        text(patch, "agent"),
        model(patch),
        metadata(patch),
        permissions(patch),
        text(patch, "workdir").map(CreateSessionRequest::path),
        snapshots(patch));
  }

  private static Patched<String> snapshots(ObjectNode patch) {
    JsonNode value = patch.get("snapshots");
    if (value == null) {
      return Patched.absent();
    }
    try {
      return value.isNull()
          ? Patched.cleared()
          : Patched.to(Json.strict().treeToValue(value, SnapshotsRequest.class).json());
    } catch (JsonProcessingException e) {
      throw new InvalidValue(
          "invalid-value", "snapshots", "Snapshots are {enabled, exclude[]} or null.", e);
    }
  }

  private static Patched<String> text(ObjectNode patch, String field) {
    JsonNode value = patch.get(field);
    if (value == null) {
      return Patched.absent();
    }
    if (!value.isNull() && !value.isTextual()) {
      throw new InvalidValue(field, "The field " + field + " is a text or null.");
    }
    return value.isNull() ? Patched.cleared() : Patched.to(value.asText());
  }

  private static Patched<ModelRef> model(ObjectNode patch) {
    JsonNode value = patch.get("model");
    if (value == null) {
      return Patched.absent();
    }
    try {
      return value.isNull()
          ? Patched.cleared()
          : Patched.to(Json.strict().treeToValue(value, ModelRef.class));
    } catch (JsonProcessingException e) {
      throw new InvalidValue(
          "invalid-value", "model", "A model is {providerId, modelId} or null.", e);
    }
  }

  private static Patched<String> permissions(ObjectNode patch) {
    JsonNode value = patch.get("permissions");
    if (value == null) {
      return Patched.absent();
    }
    try {
      return value.isNull()
          ? Patched.cleared()
          : Patched.to(
              CreateSessionRequest.permissions(
                  Json.strict().readerForListOf(PermissionRule.class).readValue(value)));
    } catch (IOException e) {
      if (e.getCause() instanceof InvalidValue wrong) {
        throw wrong;
      }
      throw new InvalidValue(
          "invalid-value",
          "permissions",
          "Permissions are a list of {permission, pattern, action} or null.",
          e);
    }
  }

  private static Patched<String> metadata(ObjectNode patch) {
    JsonNode value = patch.get("metadata");
    if (value == null) {
      return Patched.absent();
    }
    return value.isNull() ? Patched.cleared() : Patched.to(NewSession.requireMetadata(value));
  }
}
