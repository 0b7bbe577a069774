/** Batch jobs: their schedules, their runs, and the one way to start them. */
@NullMarked
package io.mooring.job;

import org.jspecify.annotations.NullMarked;
