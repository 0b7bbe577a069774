package io.mooring.feed.web;

import io.mooring.feed.FeedHub;
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
import java.nio.ByteBuffer;
import java.util.Optional;

/** The feed of all sessions as a WebSocket. */
@Dependent // one a connection; Liberty injects only into an endpoint that is a bean
@ServerEndpoint(
    value = "/{door}/v1/feed",
    subprotocols = FeedHandshake.PROTOCOL,
    configurator = FeedHandshake.class)
public class ConsoleSocket {
  @Inject private FeedHub hub;
  @Inject private Connection connection;

  @OnOpen
  public void open(Session session, EndpointConfig config, @PathParam("door") String door) {
    connection.open(session, config.getUserProperties(), door, Optional.empty(), hub::watchAll);
  }

  @OnMessage
  public void pong(PongMessage pong) {
    connection.pong();
  }

  @OnMessage
  public void text(String ignored, boolean last) { // in parts, so that no length is too much
    connection.said();
  }

  @OnMessage
  public void bytes(ByteBuffer ignored, boolean last) {
    connection.said();
  }

  @OnClose
  public void close() {
    connection.close();
  }

  @OnError
  public void error(Throwable failure) {
    connection.failed(failure);
  }
}
