/** The feed over WebSocket and as server-sent events. */
@NullMarked
package io.mooring.feed.web;

import org.jspecify.annotations.NullMarked;
