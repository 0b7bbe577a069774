/** Reads a workdir, which is never trusted, into a snapshot. */
@NullMarked
package io.mooring.snapshot.capture;

import org.jspecify.annotations.NullMarked;
