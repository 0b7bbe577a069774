package io.mooring.client;

/**
 * A session that is open upstream.
 *
 * @param created whether this very call made it upstream
 * @param context which rung held: existing, forked, restored or fresh
 */
public record Ensured(String upstreamSessionId, boolean created, String context) {}
