/** Proves that snapshots are whole, and finds what belongs to none. */
@NullMarked
package io.mooring.snapshot.upkeep;

import org.jspecify.annotations.NullMarked;
