package io.mooring.turn;

/**
 * A session that wants a place to run its turns.
 *
 * @param user whose turn comes next there, for fairness: where users share a session, one of them
 */
record Seat(String tenant, String user, String sessionId) {}
