package io.mooring.opencode.wire;

import java.util.Optional;

/**
 * One frame of an event stream.
 *
 * @param directory where it happened; empty for the server's own and on a directory's stream
 */
public record WireFrame(Optional<String> directory, WireEvent event) {}
