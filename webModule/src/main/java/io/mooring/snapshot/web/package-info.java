/** The REST API of snapshots. */
@NullMarked
package io.mooring.snapshot.web;

import org.jspecify.annotations.NullMarked;
