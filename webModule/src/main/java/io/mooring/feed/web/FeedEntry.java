package io.mooring.feed.web;

import io.mooring.access.Caller;
import io.mooring.feed.FeedTickets;
import io.mooring.schema.Conflicts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;

/**
 * Who comes in over a WebSocket. There are two doors: {@code /api} is behind the server's log-in,
 * and {@code /live}, where nobody is logged in, takes tickets only (ADR 0009).
 */
@ApplicationScoped
class FeedEntry {
  static final String LOGGED_IN = "api";
  static final String TICKETS = "live";

  @Inject FeedTickets tickets;

  /**
   * The caller of a connection; empty when nobody may come in like this.
   *
   * @param properties what the handshake left
   * @param sessionId the session whose feed is asked for; empty for the feed of all sessions
   */
  Optional<Caller> caller(Map<String, Object> properties, String door, Optional<String> sessionId) {
    if (door.equals(TICKETS)) {
      return FeedHandshake.ticket(properties)
          .flatMap(ticket -> Conflicts.retry(() -> tickets.redeem(ticket, sessionId)));
    }
    return door.equals(LOGGED_IN) ? FeedHandshake.caller(properties) : Optional.empty();
  }
}
