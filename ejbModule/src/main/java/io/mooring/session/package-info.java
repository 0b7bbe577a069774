/** A conversation with an agent: created, ensured, recreated, aborted and closed. */
@NullMarked
package io.mooring.session;

import org.jspecify.annotations.NullMarked;
