/** Mooring as its users meet it: an installed server, HTTP, WebSocket, and a real opencode. */
@NullMarked
package io.mooring.test;

import org.jspecify.annotations.NullMarked;
