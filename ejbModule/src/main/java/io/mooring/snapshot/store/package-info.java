/** Where packs and manifests lie: one port, and the directory that is its default. */
@NullMarked
package io.mooring.snapshot.store;

import org.jspecify.annotations.NullMarked;
