package io.mooring.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A deed as the API shows it.
 *
 * @param user who did it; absent for Mooring itself
 * @param action see {@link AuditAction}; those of an older version stay
 * @param target the id of what it was done to
 * @param facts more about it, texts by name
 */
public record AuditDocument(
    String id,
    Instant at,
    Optional<String> user,
    String action,
    String target,
    Optional<String> sessionId,
    JsonNode facts) {}
