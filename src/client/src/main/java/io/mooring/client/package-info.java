/** A small Java client of Mooring's REST API and feed. */
@NullMarked
package io.mooring.client;

import org.jspecify.annotations.NullMarked;
