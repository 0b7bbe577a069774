/** Starts the features in order, and stops them in the reverse order. */
@NullMarked
package io.mooring.boot;

import org.jspecify.annotations.NullMarked;
