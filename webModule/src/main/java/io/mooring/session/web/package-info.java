/** The REST API of sessions. */
@NullMarked
package io.mooring.session.web;

import org.jspecify.annotations.NullMarked;
