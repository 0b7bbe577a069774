/** Puts a directory in the place of another one, so that a crash at any point can be made good. */
@NullMarked
package io.mooring.snapshot.swap;

import org.jspecify.annotations.NullMarked;
