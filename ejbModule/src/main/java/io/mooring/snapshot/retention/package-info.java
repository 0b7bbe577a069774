/** Which snapshots are kept: pure decisions, without rows or stores. */
@NullMarked
package io.mooring.snapshot.retention;

import org.jspecify.annotations.NullMarked;
