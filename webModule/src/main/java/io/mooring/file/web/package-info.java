/** File events over HTTP. */
@NullMarked
package io.mooring.file.web;

import org.jspecify.annotations.NullMarked;
