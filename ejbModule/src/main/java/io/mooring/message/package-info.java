/** What was said in a session, kept by us: a row for each message of a turn. */
@NullMarked
package io.mooring.message;

import org.jspecify.annotations.NullMarked;
