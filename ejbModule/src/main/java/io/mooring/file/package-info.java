/** What the agent read, changed and ran in the workdir: one event for each call. */
@NullMarked
package io.mooring.file;

import org.jspecify.annotations.NullMarked;
