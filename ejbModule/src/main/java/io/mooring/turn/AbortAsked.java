package io.mooring.turn;

/** Somebody asked for the end of a running turn. Observed after the commit. */
public record AbortAsked(String tenant, String sessionId, String turnId) {}
