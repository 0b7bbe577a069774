package io.mooring.snapshot.restoring.web;

import org.jspecify.annotations.Nullable;

/** The body of {@code POST /snapshots/{id}/restore}. */
public record RestoreRequest(@Nullable String into) {
  static final int MOST_BODY_BYTES = 16 * 1024;
}
