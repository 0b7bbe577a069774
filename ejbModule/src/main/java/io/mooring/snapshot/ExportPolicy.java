package io.mooring.snapshot;

/** When a conversation is exported. */
public enum ExportPolicy {
  /** Once the session rests after a turn. */
  TURN,
  OFF
}
