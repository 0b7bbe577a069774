/** The REST API of approvals and questions. */
@NullMarked
package io.mooring.approval.web;

import org.jspecify.annotations.NullMarked;
