/** The REST API of turns. */
@NullMarked
package io.mooring.turn.web;

import org.jspecify.annotations.NullMarked;
