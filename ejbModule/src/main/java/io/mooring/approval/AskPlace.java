package io.mooring.approval;

/** Where something is asked: the session, its owner and agent, and the turn. */
public record AskPlace(
    String tenant, String sessionId, String owner, String agent, String turnId) {}
