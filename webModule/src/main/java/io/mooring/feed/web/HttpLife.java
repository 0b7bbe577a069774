package io.mooring.feed.web;

import jakarta.servlet.http.HttpSession;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long the HTTP session lives that the server makes for each WebSocket: exactly as long as the
 * WebSocket. By itself it would expire, for no more requests come, and with it the connection of
 * who is logged in (Jakarta WebSocket 7.2); and one of a short connection would stay for long.
 */
final class HttpLife {
  private static final System.Logger LOG = System.getLogger(HttpLife.class.getName());

  private final Optional<HttpSession> session;
  private final AtomicBoolean ended = new AtomicBoolean();

  private HttpLife(Optional<HttpSession> session) {
    this.session = session;
  }

  /** Begins with the connection that the handshake has left these properties for. */
  static HttpLife of(Map<String, Object> properties) {
    HttpLife life = new HttpLife(FeedHandshake.httpSession(properties));
    life.session.ifPresent(session -> session.setMaxInactiveInterval(-1));
    return life;
  }

  void end() {
    if (!ended.getAndSet(true)) {
      session.ifPresent(HttpLife::invalidate);
    }
  }

  private static void invalidate(HttpSession session) {
    try {
      session.invalidate();
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "The server has ended the HTTP session itself", e);
    }
  }
}
