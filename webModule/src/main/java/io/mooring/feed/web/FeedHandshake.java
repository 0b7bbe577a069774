package io.mooring.feed.web;

import io.mooring.access.Caller;
import io.mooring.access.web.Callers;
import io.mooring.config.Settings;
import io.mooring.feed.FeedSettings;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.security.Principal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses pages of strangers with 403, and remembers who opened the WebSocket: roles can only be
 * asked for while the handshake is going on. The endpoint's user properties are the connection's
 * own (Jakarta WebSocket 2.1).
 */
public class FeedHandshake extends ServerEndpointConfig.Configurator {
  private static final String CALLER = FeedHandshake.class.getName() + ".caller";

  /** Who opened the connection with these user properties; absent when nobody was logged in. */
  static @Nullable Caller caller(Map<String, Object> userProperties) {
    return (Caller) userProperties.get(CALLER);
  }

  @Override
  public boolean checkOrigin(@Nullable String origin) {
    if (origin == null) {
      return true;
    }
    Settings settings = CDI.current().select(Settings.class).get();
    String host = CDI.current().select(HttpServletRequest.class).get().getHeader("Host");
    return new OriginRule(settings.get(FeedSettings.ORIGINS)).allows(origin, host);
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig endpoint, HandshakeRequest request, HandshakeResponse response) {
    Principal principal = request.getUserPrincipal();
    if (principal != null) {
      endpoint.getUserProperties().put(CALLER, Callers.of(principal, request::isUserInRole));
    }
  }
}
