package io.mooring.client;

/**
 * A session that is open upstream.
 *
 * @param created whether this very call made it upstream
 * @param context which rung held: existing, forked, restored or fresh
 * @param resumeCursor with which another session can go on with its conversation
 */
public record Ensured(
    String upstreamSessionId, boolean created, String context, String resumeCursor) {}
