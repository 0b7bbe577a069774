package io.mooring.message;

/**
 * Where something was said.
 *
 * @param turnNumber 1, 2, 3 .. within the session
 */
public record Spot(String sessionId, String turnId, long turnNumber) {}
