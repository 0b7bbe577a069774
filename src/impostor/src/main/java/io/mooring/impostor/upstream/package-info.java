/** A scripted opencode server that replays recorded turns and misbehaves on demand. */
@NullMarked
package io.mooring.impostor.upstream;

import org.jspecify.annotations.NullMarked;
