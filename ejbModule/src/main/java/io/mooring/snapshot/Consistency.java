package io.mooring.snapshot;

/** Whether files and conversation of a snapshot are of one moment. */
public enum Consistency {
  /** Nothing was said while the files were read. */
  CONSISTENT,
  /** The agent was at work meanwhile. */
  MOVING
}
