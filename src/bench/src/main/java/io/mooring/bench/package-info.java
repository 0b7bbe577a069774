/** Benchmarks of Mooring against the direct way. */
@NullMarked
package io.mooring.bench;

import org.jspecify.annotations.NullMarked;
