/** Cuts content into chunks, and turns a chunk into sealed bytes and back. */
@NullMarked
package io.mooring.snapshot.chunk;

import org.jspecify.annotations.NullMarked;
