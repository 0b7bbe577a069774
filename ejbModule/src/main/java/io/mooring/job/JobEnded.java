package io.mooring.job;

/** A run has ended. */
public record JobEnded(String runId, String name, JobState state) {}
