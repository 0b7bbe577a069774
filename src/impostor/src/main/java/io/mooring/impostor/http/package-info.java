/** The loopback web server under the scripted model and the scripted upstream. */
@NullMarked
package io.mooring.impostor.http;

import org.jspecify.annotations.NullMarked;
