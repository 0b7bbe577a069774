/** Makes a repeated POST render what the first one made. */
@NullMarked
package io.mooring.idempotency;

import org.jspecify.annotations.NullMarked;
