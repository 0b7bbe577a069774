package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A session as the API and the feed show it. */
public record SessionDocument(
    String id,
    String key,
    Optional<String> threadId,
    String title,
    SessionStatus status,
    String agent,
    Optional<ModelRef> model,
    String workdir,
    Optional<String> upstreamSessionId,
    Optional<OpenContext> context,
    Optional<String> resumeCursor,
    Optional<List<PermissionRule>> permissions,
    @Nullable JsonNode metadata,
    Optional<SnapshotWishes> snapshots,
    Optional<LastSnapshot> lastSnapshot,
    String owner,
    String tenant,
    UsageDocument usage,
    long turns,
    Instant createdAt,
    Instant updatedAt,
    Instant lastActivityAt,
    long version) {

  /** The newest complete snapshot. */
  public record LastSnapshot(String id, Instant takenAt) {}
}
