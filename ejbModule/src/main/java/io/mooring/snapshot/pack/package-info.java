/** Gathers sealed chunks into packs, and finds them there again. */
@NullMarked
package io.mooring.snapshot.pack;

import org.jspecify.annotations.NullMarked;
