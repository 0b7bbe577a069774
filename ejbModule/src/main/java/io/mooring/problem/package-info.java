/** Failures with a stable code, as every caller of Mooring sees them. */
@NullMarked
package io.mooring.problem;

import org.jspecify.annotations.NullMarked;
