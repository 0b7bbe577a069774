package io.mooring.snapshot.store;

import java.time.Instant;

/**
 * An object that is whole.
 *
 * @param storedAt by the store's own clock
 */
public record StoredObject(ObjectName name, long bytes, Instant storedAt) {}
