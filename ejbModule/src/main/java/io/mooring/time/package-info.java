/** The only source of the time of day and of new ids. */
@NullMarked
package io.mooring.time;

import org.jspecify.annotations.NullMarked;
