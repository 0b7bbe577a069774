/** Upstream's API: the REST client, the event stream and its failures. */
@NullMarked
package io.mooring.opencode;

import org.jspecify.annotations.NullMarked;
