package io.mooring.turn;

import io.mooring.session.OpenContext;
import java.util.List;

/**
 * What a prompt is upstream, written down before it leaves: with the same ids it can be sent again
 * without a second reply.
 */
record SentPrompt(
    String upstreamSessionId, String messageId, List<String> partIds, OpenContext context) {}
