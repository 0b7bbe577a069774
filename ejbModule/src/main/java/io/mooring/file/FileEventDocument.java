package io.mooring.file;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file event as the API shows it.
 *
 * @param seq of the event file.changed in the session's feed
 * @param path relative to the workdir where it is inside; of a patch of several files one a line
 */
public record FileEventDocument(
    long seq,
    String turnId,
    String messageId,
    String callId,
    FileEventType type,
    @Nullable String path,
    @Nullable String diff,
    @Nullable String command,
    Instant at) {}
