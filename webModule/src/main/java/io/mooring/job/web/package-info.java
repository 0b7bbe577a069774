/** The REST API of jobs. */
@NullMarked
package io.mooring.job.web;

import org.jspecify.annotations.NullMarked;
