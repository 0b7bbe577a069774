package io.mooring.feed.web;

import io.mooring.access.Caller;
import io.mooring.config.Settings;
import io.mooring.feed.FeedHub;
import io.mooring.feed.FeedSettings;
import io.mooring.feed.Viewer;
import io.mooring.feed.ViewerEnd;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The feed of one session as a WebSocket. What the peer says is passed over. */
@Dependent // one a connection; Liberty injects only into an endpoint that is a bean
@ServerEndpoint(
    value = "/api/v1/sessions/{id}/feed",
    subprotocols = "mooring.v1",
    configurator = FeedHandshake.class)
public class FeedSocket {
  private static final System.Logger LOG = System.getLogger(FeedSocket.class.getName());

  /** A viewer has nothing to say: room for a greeting, not for a burden. */
  private static final int MAX_INCOMING_BYTES = 8 * 1024;

  @Inject private FeedHub hub;
  @Inject private Settings settings;

  private volatile @Nullable SocketSink sink;
  private volatile @Nullable Viewer viewer;

  @OnOpen
  public void open(Session session, EndpointConfig config, @PathParam("id") String sessionId) {
    session.setMaxIdleTimeout(0); // pings tell who is gone
    session.setMaxTextMessageBufferSize(MAX_INCOMING_BYTES);
    session.setMaxBinaryMessageBufferSize(MAX_INCOMING_BYTES);
    SocketSink opened = new SocketSink(session, settings.get(FeedSettings.SEND_TIMEOUT));
    sink = opened;
    Caller caller = FeedHandshake.caller(config.getUserProperties());
    if (caller == null) {
      opened.close(ViewerEnd.NOT_ALLOWED);
      return;
    }
    try {
      viewer = hub.watch(caller, sessionId, after(session), opened);
    } catch (Problem e) {
      opened.close(end(e));
    }
  }

  private static Optional<String> after(Session session) {
    return session.getRequestParameterMap().getOrDefault("after", List.of()).stream()
        .filter(text -> !text.isBlank())
        .findFirst();
  }

  private static ViewerEnd end(Problem problem) {
    return problem.kind() == ProblemKind.UNAVAILABLE ? ViewerEnd.DRAINING : ViewerEnd.NOT_ALLOWED;
  }

  @OnMessage
  public void pong(PongMessage pong) {
    SocketSink opened = sink;
    if (opened != null) {
      opened.pong();
    }
  }

  @OnMessage
  public void text(String ignored) {
    LOG.log(System.Logger.Level.DEBUG, "A viewer sent a text, which means nothing");
  }

  @OnClose
  public void close() {
    Viewer watching = viewer;
    if (watching != null) {
      watching.leave();
    }
  }

  @OnError
  public void error(Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "A viewer's WebSocket failed", failure);
    close();
  }
}
