/** What the agent has said in a turn so far: a pure reducer over upstream's events. */
@NullMarked
package io.mooring.turn.reply;

import org.jspecify.annotations.NullMarked;
