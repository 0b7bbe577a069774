package io.mooring.feed.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSession;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpLifeTest {
  private final List<String> told = new ArrayList<>();
  private boolean expired;

  private final HttpSession session =
      fake(
          HttpSession.class,
          (name, args) -> {
            told.add(name + List.of(args));
            if (expired) {
              throw new IllegalStateException("invalid already");
            }
            return null;
          });

  private interface Calls {
    Object of(String name, Object[] args);
  }

  private static <T> T fake(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                calls.of(method.getName(), args == null ? new Object[0] : args)));
  }

  /** What a handshake leaves for the connection. */
  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    ServerEndpointConfig config =
        fake(
            ServerEndpointConfig.class,
            (name, args) -> name.equals("getUserProperties") ? properties : null);
    HandshakeRequest request =
        fake(
            HandshakeRequest.class,
            (name, args) ->
                switch (name) {
                  case "getHttpSession" -> session;
                  case "getHeaders" -> Map.of();
                  default -> null;
                });
    HandshakeResponse none = fake(HandshakeResponse.class, (name, args) -> null);
    new FeedHandshake().modifyHandshake(config, request, none);
    return properties;
  }

  @Test
  void theHttpSessionDoesNotExpireUnderAnOpenWebSocket() {
    HttpLife.of(properties());

    assertThat(told).containsExactly("setMaxInactiveInterval[-1]");
  }

  @Test
  void theHttpSessionEndsWithTheWebSocketAndOnce() {
    HttpLife life = HttpLife.of(properties());
    told.clear();

    life.end();
    life.end();

    assertThat(told).containsExactly("invalidate[]");
  }

  @Test
  void oneThatTheServerHasEndedItselfIsNoFailure() {
    HttpLife life = HttpLife.of(properties());
    expired = true;

    life.end();

    assertThat(told).contains("invalidate[]");
  }

  @Test
  void aConnectionWithoutAnHttpSessionIsNoFailure() {
    HttpLife.of(Map.of()).end();

    assertThat(told).isEmpty();
  }
}
