package io.mooring.session.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.session.ModelRef;
import io.mooring.session.NewSession;
import io.mooring.session.PermissionRule;
import io.mooring.session.SessionOrigin;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /sessions}. */
public record CreateSessionRequest(
    @Nullable String key,
    @Nullable String title,
    @Nullable String agent,
    @Nullable ModelRef model,
    @Nullable String workdir,
    @Nullable List<PermissionRule> permissions,
    @Nullable SnapshotsRequest snapshots,
    @Nullable String threadId,
    @Nullable JsonNode metadata,
    @Nullable String resumeCursor,
    @Nullable String upstreamSessionId) {
  private static final int MOST_RULES = 100;

  NewSession checked(String defaultAgent) {
    return new NewSession(
        Optional.ofNullable(key),
        Optional.ofNullable(title),
        agent == null ? defaultAgent : agent,
        Optional.ofNullable(model),
        Optional.ofNullable(workdir).map(CreateSessionRequest::path),
        Optional.ofNullable(permissions).map(CreateSessionRequest::permissions),
        Optional.ofNullable(threadId),
        Optional.ofNullable(metadata)
            .filter(json -> !json.isNull())
            .map(NewSession::requireMetadata),
        Optional.ofNullable(snapshots).map(SnapshotsRequest::json));
  }

  static String permissions(List<PermissionRule> rules) {
    if (rules.size() > MOST_RULES) {
      throw new InvalidValue("permissions", "At most " + MOST_RULES + " rules.");
    }
    if (rules.stream().anyMatch(Objects::isNull)) {
      throw new InvalidValue("permissions", "A rule is {permission, pattern, action}.");
    }
    return Json.write(rules);
  }

  SessionOrigin origin() {
    return new SessionOrigin(
        Optional.ofNullable(resumeCursor), Optional.ofNullable(upstreamSessionId));
  }

  static Path path(String workdir) {
    try {
      return Path.of(workdir);
    } catch (InvalidPathException e) {
      throw new InvalidValue("workdir-not-allowed", "workdir", "The workdir is not a path.", e);
    }
  }
}
