package io.mooring.snapshot;

/** Where snapshots lie. */
enum StoreKind {
  /** In a directory of Mooring's own. */
  DIRECTORY,
  /** In the database, beside the rows. */
  DATABASE
}
