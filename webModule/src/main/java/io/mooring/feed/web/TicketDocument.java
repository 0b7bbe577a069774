package io.mooring.feed.web;

import java.time.Instant;

/**
 * A ticket as its owner gets it, once.
 *
 * @param ticket goes as {@code ticket.<this>} behind {@code mooring.v1} into the list of
 *     subprotocols
 * @param path where the WebSocket takes it, on this server
 */
public record TicketDocument(String ticket, Instant expiresAt, String path) {}
