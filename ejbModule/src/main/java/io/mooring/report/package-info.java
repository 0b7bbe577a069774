/** What nobody expected is told once to whoever operates this, and without secrets. */
@NullMarked
package io.mooring.report;

import org.jspecify.annotations.NullMarked;
