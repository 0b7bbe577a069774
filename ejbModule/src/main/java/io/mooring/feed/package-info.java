/** What happened in a session in order: the journal and its live viewers. */
@NullMarked
package io.mooring.feed;

import org.jspecify.annotations.NullMarked;
