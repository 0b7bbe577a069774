/** Who calls, as a request or a handshake tells. */
@NullMarked
package io.mooring.access.web;

import org.jspecify.annotations.NullMarked;
