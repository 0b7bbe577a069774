package io.mooring.boot;

import io.mooring.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the server stops before the application is told: Liberty first closes its port, then
 * waits up to 30 s for requests to end, and a stream of events is a request. Once a second the port
 * is tried, for {@code server stop} gives no other sign; on a thread of our own, for the
 * container's timers rest by then (tried on Open Liberty 26.0.0.5).
 */
@ApplicationScoped
class ClosedPort {
  private static final System.Logger LOG = System.getLogger("mooring");
  private static final int PATIENCE_MS = 500;

  /** One refusal may be a full queue of connections. */
  private static final int REFUSALS = 2;

  @Inject Settings settings;

  private @Nullable Thread trying;

  /** Begins to try the port; what is to be done when it is closed is done once. */
  void watch(Runnable whenClosed) {
    String host = settings.get(HttpPort.HOST);
    Watch watch =
        new Watch(
            new InetSocketAddress(
                host.equals("*") ? "localhost" : host, settings.get(HttpPort.PORT)),
            whenClosed);
    Thread thread = new Thread(() -> tryEachSecond(watch), "mooring-closed-port");
    thread.setContextClassLoader(ClosedPort.class.getClassLoader());
    thread.setDaemon(true);
    thread.start();
    trying = thread;
  }

  private static void tryEachSecond(Watch watch) {
    try {
      while (!watch.isDone()) {
        TimeUnit.SECONDS.sleep(1);
        watch.look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // told to forget it
    }
  }

  void forget() {
    if (trying != null) {
      trying.interrupt();
    }
  }

  /** One port, from the moment on at which it is open. */
  static final class Watch {
    private final InetSocketAddress port;
    private final Runnable whenClosed;
    private boolean seenOpen;
    private boolean done;
    private int refusals;

    Watch(InetSocketAddress port, Runnable whenClosed) {
      this.port = port;
      this.whenClosed = whenClosed;
    }

    boolean isDone() {
      return done;
    }

    void look() {
      if (done) {
        return;
      }
      refusals = isRefused() && seenOpen ? refusals + 1 : 0;
      if (refusals == REFUSALS) {
        done = true;
        whenClosed.run();
      }
    }

    private boolean isRefused() {
      try (Socket socket = new Socket()) {
        socket.connect(port, PATIENCE_MS);
        seenOpen = true;
        return false;
      } catch (ConnectException e) {
        return true;
      } catch (IOException e) { // busy, not closed
        LOG.log(System.Logger.Level.DEBUG, "The own port did not answer.", e);
        return false;
      }
    }
  }
}
