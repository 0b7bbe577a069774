package io.mooring.boot;

/** Mooring can't start here; the message says what to do. */
class StartFailed extends RuntimeException {
  StartFailed(String message) {
    super(message);
  }
}
