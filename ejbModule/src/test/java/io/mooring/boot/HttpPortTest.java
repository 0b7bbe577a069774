package io.mooring.boot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class HttpPortTest {
  @Test
  void refusesAPortThatIsTaken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();

      assertThatThrownBy(() -> HttpPort.check("127.0.0.1", port))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("port " + port + " of 127.0.0.1 is taken")
          .hasMessageContaining("MOORING_HTTP_PORT");
      assertThatThrownBy(() -> HttpPort.check("*", port)).isInstanceOf(StartFailed.class);
    }
  }

  @Test
  void takesAFreePortAndLeavesItFree() throws IOException {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }

    for (int i = 0; i < 2; i++) {
      assertThatCode(() -> HttpPort.check("127.0.0.1", port)).doesNotThrowAnyException();
    }
  }

  @Test
  void refusesAHostThatIsNotOurs() {
    assertThatThrownBy(() -> HttpPort.check("no-such-host.invalid", 9080))
        .isInstanceOf(StartFailed.class);
  }
}
