/** The one Jackson mapper of the API, the upstream client and the feed. */
@NullMarked
package io.mooring.json;

import org.jspecify.annotations.NullMarked;
