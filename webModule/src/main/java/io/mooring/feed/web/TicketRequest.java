package io.mooring.feed.web;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /tickets}.
 *
 * @param sessionId the session whose feed it shall open; absent, the feed of all sessions
 */
public record TicketRequest(@Nullable String sessionId) {}
