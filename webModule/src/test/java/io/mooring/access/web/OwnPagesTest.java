package io.mooring.access.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.ForeignOrigin;
import io.mooring.config.Settings;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnPagesTest {
  private static final String STRANGER = "https://evil.example.org";

  @SuppressWarnings("UnnecessaryAssignment") // stands in for the container
  private static void send(String method, Map<String, String> headers, String allowed) {
    OwnPages pages = new OwnPages();
    pages.settings = Settings.of(Map.of("mooring.access.origins", allowed));
    pages.filter(
        (ContainerRequestContext)
            Proxy.newProxyInstance(
                OwnPagesTest.class.getClassLoader(),
                new Class<?>[] {ContainerRequestContext.class},
                (proxy, call, arguments) ->
                    call.getName().equals("getMethod") ? method : headers.get(arguments[0])));
  }

  private static Map<String, String> from(String origin) {
    return Map.of("Origin", origin, "Host", "mooring.example.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "post"})
  void aStrangersPageChangesNothing(String method) {
    assertThatThrownBy(() -> send(method, from(STRANGER), ""))
        .isInstanceOf(ForeignOrigin.class)
        .extracting("code")
        .isEqualTo("foreign-origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void whatChangesNothingIsReadByTheBrowsersOwnRule(String method) {
    assertThatCode(() -> send(method, from(STRANGER), "")).doesNotThrowAnyException();
  }

  @Test
  void programsAndPagesOfTheHostAndOfTheListMay() {
    assertThatCode(() -> send("POST", Map.of(), "")).doesNotThrowAnyException();
    assertThatCode(() -> send("POST", from("https://mooring.example.org"), ""))
        .doesNotThrowAnyException();
    assertThatCode(() -> send("POST", from(STRANGER), STRANGER)).doesNotThrowAnyException();
  }
}
