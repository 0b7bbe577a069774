/** The REST API and the health of servers. */
@NullMarked
package io.mooring.host.web;

import org.jspecify.annotations.NullMarked;
