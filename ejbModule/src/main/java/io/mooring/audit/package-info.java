/** Who did what that somebody may ask for later: written with the deed itself, never changed. */
@NullMarked
package io.mooring.audit;

import org.jspecify.annotations.NullMarked;
