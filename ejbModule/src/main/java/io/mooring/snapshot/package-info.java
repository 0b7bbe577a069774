/** What is saved of a session so that it can be brought back, encrypted. */
@NullMarked
package io.mooring.snapshot;

import org.jspecify.annotations.NullMarked;
