package io.mooring.feed;

/**
 * A session as a list shows it.
 *
 * @param owner whose it is: who may see it follows from that
 * @param status as the API writes it
 * @param running whether a turn runs in it
 * @param deleted whether it is a tombstone
 * @param version another one after each change of the session's row
 */
public record SessionOverview(
    String sessionId,
    String owner,
    String status,
    String title,
    boolean running,
    boolean deleted,
    long version) {}
