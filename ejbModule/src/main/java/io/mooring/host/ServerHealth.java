package io.mooring.host;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What operators are told of a server.
 *
 * @param since when it came into this state
 * @param version of its opencode, null when it never answered
 * @param lastError one sentence, null when nothing failed since it was last live
 */
public record ServerHealth(
    String tenant,
    String name,
    ServerState state,
    Instant since,
    @Nullable String version,
    @Nullable String lastError) {}
