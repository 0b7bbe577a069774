/** Problems as RFC 9457 documents. */
@NullMarked
package io.mooring.problem.web;

import org.jspecify.annotations.NullMarked;
