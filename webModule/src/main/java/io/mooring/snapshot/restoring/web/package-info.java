/** Bringing snapshots back, over HTTP. */
@NullMarked
package io.mooring.snapshot.restoring.web;

import org.jspecify.annotations.NullMarked;
