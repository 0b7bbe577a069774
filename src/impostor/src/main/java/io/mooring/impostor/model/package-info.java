/** A scripted model that speaks the OpenAI wire: each prompt says what it wants answered. */
@NullMarked
package io.mooring.impostor.model;

import org.jspecify.annotations.NullMarked;
