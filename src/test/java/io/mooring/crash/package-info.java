/** What the crash tests put into the EAR that they run, and nobody else does. */
@NullMarked
package io.mooring.crash;

import org.jspecify.annotations.NullMarked;
