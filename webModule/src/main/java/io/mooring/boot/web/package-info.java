/** Puts the REST API together. */
@NullMarked
package io.mooring.boot.web;

import org.jspecify.annotations.NullMarked;
