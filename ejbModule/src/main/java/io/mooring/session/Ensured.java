package io.mooring.session;

/**
 * A session that is open upstream.
 *
 * @param created whether this very call made it upstream
 * @param resumeCursor with which another session can go on with its conversation
 */
public record Ensured(
    String upstreamSessionId, boolean created, OpenContext context, String resumeCursor) {}
