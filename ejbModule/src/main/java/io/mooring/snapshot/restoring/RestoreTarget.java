package io.mooring.snapshot.restoring;

/** Into which session a snapshot is brought back. */
enum RestoreTarget {
  /** The one that it was taken of. */
  SAME,
  /** One that is made for it, and taken back when nothing comes of it. */
  NEW
}
