/** Upstream's JSON as records: events, sessions, messages and parts. Nothing here trusts it. */
@NullMarked
package io.mooring.opencode.wire;

import org.jspecify.annotations.NullMarked;
