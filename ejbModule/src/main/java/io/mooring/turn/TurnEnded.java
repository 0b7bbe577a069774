package io.mooring.turn;

/** A turn has ended. Observed after the commit. */
public record TurnEnded(String tenant, String sessionId, String turnId) {}
