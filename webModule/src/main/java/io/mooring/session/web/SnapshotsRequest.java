package io.mooring.session.web;

import io.mooring.json.Json;
import io.mooring.session.SnapshotWishes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The field {@code snapshots} of a session. */
public record SnapshotsRequest(
    @Nullable Boolean enabled, @Nullable List<@Nullable String> exclude) {
  String json() {
    return Json.write(SnapshotWishes.asked(enabled, exclude));
  }
}
