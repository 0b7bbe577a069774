package io.mooring.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What RFC 7396 makes of a document and a patch: null takes a member away, objects are merged. */
public final class MergePatch {
  private MergePatch() {}

  /** The document with the patch applied; neither of both is changed. */
  public static JsonNode applied(JsonNode document, JsonNode patch) {
    if (!(patch instanceof ObjectNode)) {
      return patch.deepCopy();
    }
    ObjectNode merged = document instanceof ObjectNode object ? object.deepCopy() : Json.object();
    patch
        .properties()
        .forEach(
            member -> {
              if (member.getValue().isNull()) {
                merged.remove(member.getKey());
              } else {
                JsonNode before = merged.path(member.getKey());
                merged.set(member.getKey(), applied(before, member.getValue()));
              }
            });
    return merged;
  }
}
