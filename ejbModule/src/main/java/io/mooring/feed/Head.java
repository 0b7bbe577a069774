package io.mooring.feed;

/**
 * How far a session's journal goes.
 *
 * @param epoch renewed when the database was restored, so that old positions are recognised
 * @param seq of the last event, 0 when there is none
 * @param journalFrom the first seq that is still kept, or will be
 */
public record Head(String epoch, long seq, long journalFrom) {}
