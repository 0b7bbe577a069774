/** Tests that run inside the container, beside the features that they test. */
@NullMarked
package io.mooring.test.inside;

import org.jspecify.annotations.NullMarked;
