/** Brings the database to the current schema before anything else starts. */
@NullMarked
package io.mooring.schema;

import org.jspecify.annotations.NullMarked;
