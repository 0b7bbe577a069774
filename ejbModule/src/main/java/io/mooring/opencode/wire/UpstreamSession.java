package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session as upstream holds it.
 *
 * @param parentId set for a subagent's session
 * @param permission the rules in the order they were added, as a JSON array; later ones win
 * @param metadata a JSON object, ours among it; copied by a fork
 */
public record UpstreamSession(
    String id,
    String directory,
    String projectId,
    @Nullable String parentId,
    String title,
    @Nullable String agent,
    @Nullable UpstreamModel model,
    String version,
    JsonNode metadata,
    JsonNode permission,
    double cost,
    UpstreamTokens tokens,
    Instant created,
    Instant updated,
    @Nullable Instant archived) {

  /** Reads a Session; empty when it has no id or directory. */
  public static Optional<UpstreamSession> of(JsonNode session) {
    String id = Fields.id(session, "id");
    String directory = Fields.id(session, "directory");
    if (id == null || directory == null) {
      return Optional.empty();
    }
    JsonNode time = session.path("time");
    Instant created = Fields.time(time, "created", Instant.EPOCH);
    return Optional.of(
        new UpstreamSession(
            id,
            directory,
            Fields.text(session, "projectID", ""),
            Fields.id(session, "parentID"),
            Fields.text(session, "title", ""),
            Fields.id(session, "agent"),
            model(session.path("model")),
            Fields.text(session, "version", ""),
            Fields.object(session, "metadata"),
            session.path("permission"),
            Fields.cost(session),
            UpstreamTokens.of(session.path("tokens")),
            created,
            Fields.time(time, "updated", created),
            Fields.time(time, "archived")));
  }

  private static @Nullable UpstreamModel model(JsonNode model) {
    String id = Fields.id(model, "id");
    String provider = Fields.id(model, "providerID");
    return id == null || provider == null
        ? null
        : new UpstreamModel(provider, id, Fields.id(model, "variant"));
  }
}
