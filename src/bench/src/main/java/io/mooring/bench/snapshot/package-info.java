/** Snapshots against restic and tar: capture, unchanged, edits, restore. */
@NullMarked
package io.mooring.bench.snapshot;

import org.jspecify.annotations.NullMarked;
