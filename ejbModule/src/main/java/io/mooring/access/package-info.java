/** Who calls: the tenant, the user and the roles. */
@NullMarked
package io.mooring.access;

import org.jspecify.annotations.NullMarked;
