package io.mooring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClosedPortTest {
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void tellsOnceThatAPortWasClosedThatHadBeenOpen() throws IOException {
    ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    ClosedPort.Watch watch = watch(port.getLocalPort());
    watch.look();
    watch.look();
    assertThat(told).hasValue(0);

    port.close();
    watch.look();
    assertThat(told).hasValue(0);
    watch.look();
    watch.look();
    watch.look();

    assertThat(told).hasValue(1);
  }

  @Test
  void waitsForAPortThatIsNotYetOpen() throws IOException {
    int free;
    try (ServerSocket port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      free = port.getLocalPort();
    }
    ClosedPort.Watch watch = watch(free);

    watch.look();
    watch.look();
    watch.look();

    assertThat(told).hasValue(0);
  }

  private ClosedPort.Watch watch(int port) {
    return new ClosedPort.Watch(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), told::incrementAndGet);
  }
}
