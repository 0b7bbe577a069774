/** Answers that wait: how long a caller wants to, and how it is done. */
@NullMarked
package io.mooring.time.web;

import org.jspecify.annotations.NullMarked;
