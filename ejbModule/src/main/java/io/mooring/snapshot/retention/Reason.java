package io.mooring.snapshot.retention;

/** Why a snapshot is kept: the first that applies. */
public enum Reason {
  /** It is being taken: whoever takes it answers for it. */
  TAKING,
  HELD,
  LAST,
  HOURLY,
  DAILY,
  WEEKLY,
  /** Taken before a restore or a deletion: not old yet, or the newest of them. */
  SAFETY,
  /** A check has found damage: a person decides, or the deletion of its session. */
  DAMAGED,
  /** It failed, and not long ago. */
  FAILED_LATELY
}
