package io.mooring.snapshot;

/**
 * The session when its files began to be read, and when all were.
 *
 * @param same whether the conversation was the same before and after
 */
record CaptureMoments(SessionMoment start, SessionMoment end, boolean same) {
  Consistency consistency() {
    return same && start.isQuietUntil(end) ? Consistency.CONSISTENT : Consistency.MOVING;
  }
}
