/** Looks at what an agent would lose if its directory went: work that is nowhere else. */
@NullMarked
package io.mooring.worktree;

import org.jspecify.annotations.NullMarked;
