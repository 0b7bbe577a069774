/** What a snapshot is made of, as values and as bytes: src/docs/snapshot-format.md. */
@NullMarked
package io.mooring.snapshot.format;

import org.jspecify.annotations.NullMarked;
