package io.mooring.audit;

import java.util.Optional;

/**
 * Which deeds a list shows.
 *
 * @param target done to this, or in this session
 * @param beforeMs only what was done before; with {@code beforeId}, the place after which a page
 *     begins
 */
public record AuditFilter(
    Optional<String> user,
    Optional<AuditAction> action,
    Optional<String> target,
    long beforeMs,
    String beforeId) {}
