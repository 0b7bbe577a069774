/** What was said, over HTTP. */
@NullMarked
package io.mooring.message.web;

import org.jspecify.annotations.NullMarked;
