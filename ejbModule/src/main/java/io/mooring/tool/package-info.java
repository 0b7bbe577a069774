/** What a person sees of one tool call. */
@NullMarked
package io.mooring.tool;

import org.jspecify.annotations.NullMarked;
