package io.mooring.job;

/**
 * A run in the hands of one boot.
 *
 * @param generation the fencing token: it moves on whenever the run changes hands
 */
public record JobRef(String runId, long generation) {}
