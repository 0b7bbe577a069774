/** The audit over HTTP. */
@NullMarked
package io.mooring.audit.web;

import org.jspecify.annotations.NullMarked;
