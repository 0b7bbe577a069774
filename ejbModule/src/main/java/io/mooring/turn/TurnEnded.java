package io.mooring.turn;

import java.util.Optional;

/**
 * A turn has ended. Observed after the commit.
 *
 * @param state the one that it ended in
 * @param titled whether the session has a title
 * @param document the turn as it is now, if somebody waits for it here
 * @param more whether other turns of the session may wait
 */
public record TurnEnded(
    String tenant,
    String sessionId,
    String turnId,
    String user,
    TurnState state,
    boolean titled,
    boolean more,
    Optional<TurnDocument> document) {}
