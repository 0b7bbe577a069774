package io.mooring.snapshot;

/** When a conversation is exported. */
public enum ExportPolicy {
  /** After each turn. */
  TURN,
  OFF
}
