/** The batch jobs of snapshots. */
@NullMarked
package io.mooring.snapshot.jobs;

import org.jspecify.annotations.NullMarked;
