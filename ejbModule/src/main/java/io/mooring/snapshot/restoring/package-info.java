/** Brings snapshots back into sessions: who may, in which order, and what becomes of a crash. */
@NullMarked
package io.mooring.snapshot.restoring;

import org.jspecify.annotations.NullMarked;
