package io.mooring.turn;

/** A turn was queued. Observed after the commit. */
public record TurnQueued(String tenant, String sessionId, String turnId, String user) {}
