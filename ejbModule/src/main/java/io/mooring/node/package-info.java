/** This process among others: its node id, its boot id and its heartbeat. */
@NullMarked
package io.mooring.node;

import org.jspecify.annotations.NullMarked;
