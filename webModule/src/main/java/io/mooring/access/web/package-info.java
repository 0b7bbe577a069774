/** Who calls over HTTP, and the cursors that callers bring back. */
@NullMarked
package io.mooring.access.web;

import org.jspecify.annotations.NullMarked;
