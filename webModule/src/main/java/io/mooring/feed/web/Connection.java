package io.mooring.feed.web;

import io.mooring.access.Caller;
import io.mooring.config.Settings;
import io.mooring.feed.FeedSettings;
import io.mooring.feed.ViewerEnd;
import io.mooring.feed.ViewerSink;
import io.mooring.feed.Watching;
import io.mooring.problem.Problem;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.Session;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** One WebSocket and what is sent over it. What the peer says is passed over. */
@Dependent
class Connection {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  /** A viewer has nothing to say: room for a greeting, not for a burden. */
  private static final int MAX_INCOMING_BYTES = 8 * 1024;

  @Inject Settings settings;
  @Inject FeedEntry entry;

  private volatile @Nullable SocketSink sink;
  private volatile @Nullable Watching watching;
  private volatile @Nullable HttpLife httpLife;

  /**
   * Begins to send.
   *
   * @param door the first step of the path
   * @param sessionId the session whose feed is asked for; empty for the feed of all sessions
   * @param watch what begins to send to the sink
   */
  void open(
      Session session,
      Map<String, Object> properties,
      String door,
      Optional<String> sessionId,
      BiFunction<Caller, ViewerSink, Watching> watch) {
    httpLife = HttpLife.of(properties);
    session.setMaxIdleTimeout(0); // pings tell who is gone
    session.setMaxTextMessageBufferSize(MAX_INCOMING_BYTES);
    session.setMaxBinaryMessageBufferSize(MAX_INCOMING_BYTES);
    SocketSink opened = new SocketSink(session, settings.get(FeedSettings.SEND_TIMEOUT));
    sink = opened;
    try {
      Optional<Caller> caller = entry.caller(properties, door, sessionId);
      if (caller.isPresent()) {
        watching = watch.apply(caller.get(), opened);
      } else {
        boolean ticket = door.equals(FeedEntry.TICKETS);
        opened.close(ticket ? ViewerEnd.BAD_TICKET : ViewerEnd.NOT_ALLOWED);
      }
    } catch (Problem e) {
      opened.close(
          switch (e.kind()) {
            case UNAVAILABLE -> ViewerEnd.DRAINING;
            case INVALID -> ViewerEnd.BAD_POSITION;
            default -> ViewerEnd.NOT_ALLOWED;
          });
    }
  }

  /** The peer has answered a ping. */
  void pong() {
    SocketSink opened = sink;
    if (opened != null) {
      opened.pong();
    }
  }

  void said() {
    LOG.log(System.Logger.Level.DEBUG, "A viewer sent a text, which means nothing");
  }

  void close() {
    HttpLife life = httpLife;
    if (life != null) {
      life.end();
    }
    Watching open = watching;
    if (open != null) {
      open.leave();
    }
  }

  void failed(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "A viewer's WebSocket failed", failure);
    close();
  }
}
