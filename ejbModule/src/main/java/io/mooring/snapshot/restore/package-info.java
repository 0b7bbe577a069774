/** Brings a snapshot back into a fresh directory, whatever its manifest says. */
@NullMarked
package io.mooring.snapshot.restore;

import org.jspecify.annotations.NullMarked;
