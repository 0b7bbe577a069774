package io.mooring.turn;

/**
 * A turn has ended. Observed after the commit.
 *
 * @param state the one that it ended in
 */
public record TurnEnded(
    String tenant, String sessionId, String turnId, String user, TurnState state) {}
