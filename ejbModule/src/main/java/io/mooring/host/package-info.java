/** Where opencode servers run: found, installed, started, watched and stopped. */
@NullMarked
package io.mooring.host;

import org.jspecify.annotations.NullMarked;
