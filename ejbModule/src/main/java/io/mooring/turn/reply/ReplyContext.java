package io.mooring.turn.reply;

/**
 * Whose reply it is.
 *
 * @param turnId ours
 * @param userMessageId upstream's id of the prompt, minted by us
 * @param workdir as upstream sees it; paths inside are shown relative to it
 * @param filter what is taken out of the assistant's text
 */
public record ReplyContext(
    String turnId,
    String upstreamSessionId,
    String userMessageId,
    String workdir,
    TextFilter filter) {}
