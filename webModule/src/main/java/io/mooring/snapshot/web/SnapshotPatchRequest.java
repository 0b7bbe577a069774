package io.mooring.snapshot.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.problem.InvalidValue;
import io.mooring.session.Patched;
import io.mooring.snapshot.SnapshotChange;
import java.util.Iterator;
import java.util.Set;

/** Reads a merge patch (RFC 7396) of a snapshot: null clears, what is absent stays. */
final class SnapshotPatchRequest {
  private static final Set<String> KNOWN = Set.of("hold", "label");

  private SnapshotPatchRequest() {}

  static SnapshotChange read(ObjectNode patch) {
    for (Iterator<String> names = patch.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KNOWN.contains(name)) {
        throw new InvalidValue("unknown-field", name, "The field " + name + " is not known.", null);
      }
    }
    return new SnapshotChange(hold(patch.get("hold")), label(patch.get("label")));
  }

  private static Patched<Boolean> hold(@org.jspecify.annotations.Nullable JsonNode value) {
    if (value == null) {
      return Patched.absent();
    }
    if (!value.isBoolean()) {
      throw new InvalidValue("hold", "The field hold is true or false.");
    }
    return Patched.to(value.asBoolean());
  }

  private static Patched<String> label(@org.jspecify.annotations.Nullable JsonNode value) {
    if (value == null) {
      return Patched.absent();
    }
    if (!value.isNull() && !value.isTextual()) {
      throw new InvalidValue("label", "The field label is a text or null.");
    }
    return value.isNull() ? Patched.cleared() : Patched.to(value.asText());
  }
}
