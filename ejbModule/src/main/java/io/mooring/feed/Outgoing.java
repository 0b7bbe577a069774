package io.mooring.feed;

import java.util.Optional;

/**
 * One frame on its way to one viewer.
 *
 * @param position {@code EPOCH.SEQ} of a durable event, where the viewer may resume
 * @param type the frame's type
 * @param json the whole frame, one JSON object
 */
public record Outgoing(Optional<String> position, String type, String json) {}
