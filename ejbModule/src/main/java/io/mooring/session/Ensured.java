package io.mooring.session;

/**
 * A session that is open upstream.
 *
 * @param created whether this very call made it upstream
 */
public record Ensured(String upstreamSessionId, boolean created, OpenContext context) {}
