/** One prompt and all that follows until the agent stops. */
@NullMarked
package io.mooring.turn;

import org.jspecify.annotations.NullMarked;
