/** A scripted model and a scripted opencode server for tests and the development run. */
@NullMarked
package io.mooring.impostor;

import org.jspecify.annotations.NullMarked;
