/** Reads, types and checks every <code>mooring.*</code> setting at start. */
@NullMarked
package io.mooring.config;

import org.jspecify.annotations.NullMarked;
