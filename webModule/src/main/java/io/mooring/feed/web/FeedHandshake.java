package io.mooring.feed.web;

import io.mooring.access.AccessSettings;
import io.mooring.access.Caller;
import io.mooring.access.web.Callers;
import io.mooring.access.web.OriginRule;
import io.mooring.config.Settings;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses pages of strangers with 403, and remembers who opened the WebSocket, and with which
 * ticket: roles and headers can only be asked for while the handshake is going on. The endpoint's
 * user properties are the connection's own (Jakarta WebSocket 2.1).
 */
public class FeedHandshake extends ServerEndpointConfig.Configurator {
  static final String PROTOCOL = "mooring.v1";
  private static final String TICKET_PROTOCOL = "ticket.";
  private static final String CALLER = FeedHandshake.class.getName() + ".caller";
  private static final String TICKET = FeedHandshake.class.getName() + ".ticket";
  private static final String HTTP_SESSION = FeedHandshake.class.getName() + ".httpSession";

  /** Who was logged in when the connection with these user properties was opened. */
  static Optional<Caller> caller(Map<String, Object> userProperties) {
    return Optional.ofNullable((Caller) userProperties.get(CALLER));
  }

  /** The ticket among the subprotocols of the connection with these user properties. */
  static Optional<String> ticket(Map<String, Object> userProperties) {
    return Optional.ofNullable((String) userProperties.get(TICKET));
  }

  /**
   * The HTTP session that the server has made for the connection with these user properties. When
   * it expires the server closes the WebSocket of who is logged in.
   */
  static Optional<HttpSession> httpSession(Map<String, Object> userProperties) {
    return Optional.ofNullable((HttpSession) userProperties.get(HTTP_SESSION));
  }

  @Override
  public boolean checkOrigin(@Nullable String origin) {
    if (origin == null) {
      return true;
    }
    Settings settings = CDI.current().select(Settings.class).get();
    String host = CDI.current().select(HttpServletRequest.class).get().getHeader("Host");
    return new OriginRule(settings.get(AccessSettings.ORIGINS)).allows(origin, host);
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig endpoint, HandshakeRequest request, HandshakeResponse response) {
    Principal principal = request.getUserPrincipal();
    if (principal != null) {
      endpoint.getUserProperties().put(CALLER, Callers.of(principal, request::isUserInRole));
    }
    if (request.getHttpSession() instanceof HttpSession session) {
      endpoint.getUserProperties().put(HTTP_SESSION, session);
    }
    ticketIn(protocols(request.getHeaders()))
        .ifPresent(ticket -> endpoint.getUserProperties().put(TICKET, ticket));
  }

  private static List<String> protocols(Map<String, List<String>> headers) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(HandshakeRequest.SEC_WEBSOCKET_PROTOCOL))
        .flatMap(header -> header.getValue().stream())
        .toList();
  }

  /** The ticket of a list of subprotocols such as {@code mooring.v1, ticket.abc}. */
  static Optional<String> ticketIn(List<String> protocols) {
    return protocols.stream()
        .flatMap(list -> Arrays.stream(list.split(",", 0)))
        .map(String::strip)
        .filter(protocol -> protocol.startsWith(TICKET_PROTOCOL))
        .map(protocol -> protocol.substring(TICKET_PROTOCOL.length()))
        .findFirst();
  }
}
