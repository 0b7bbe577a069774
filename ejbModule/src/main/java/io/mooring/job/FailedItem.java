package io.mooring.job;

import java.time.Instant;

/**
 * One thing that a run could not do.
 *
 * @param item its id
 * @param code a problem's, or {@code internal-error}
 */
public record FailedItem(String item, String code, String message, Instant at) {}
