/** What agents ask people: permissions to approve and questions to answer. */
@NullMarked
package io.mooring.approval;

import org.jspecify.annotations.NullMarked;
