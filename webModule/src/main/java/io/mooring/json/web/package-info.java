/** Request bodies: read strictly, within a size. */
@NullMarked
package io.mooring.json.web;

import org.jspecify.annotations.NullMarked;
