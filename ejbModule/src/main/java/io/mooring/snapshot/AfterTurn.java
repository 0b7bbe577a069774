package io.mooring.snapshot;

/** When sessions are saved after their turns. */
public enum AfterTurn {
  OFF,
  /** When a turn has ended and no other one begins for a while. */
  IDLE
}
