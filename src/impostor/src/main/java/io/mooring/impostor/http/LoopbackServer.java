package io.mooring.impostor.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A web server on 127.0.0.1 whose handlers may block for as long as they like: each exchange has a
 * daemon thread of its own, and {@link #close()} wakes all that {@linkplain #pause pause}.
 */
public final class LoopbackServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  static {
    // Read once by the JDK's server class: small frames must not wait for an ACK, and a client's
    // pooled connection must not be closed under its next POST (the default is 30 s).
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "3600");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
  }

  /** What answers one exchange; an IOException cuts the connection as it stands. */
  @FunctionalInterface
  public interface Handler {
    void handle(WebCall call) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final CountDownLatch closing = new CountDownLatch(1);

  private LoopbackServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Binds the port, 0 for any that is free; {@code handler} is asked from many threads at once. */
  public static LoopbackServer start(String name, int port, Handler handler) {
    try {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
      HttpServer http = HttpServer.create(address, BACKLOG);
      AtomicInteger count = new AtomicInteger();
      ExecutorService threads =
          Executors.newCachedThreadPool(
              task -> {
                Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                thread.setDaemon(true);
                return thread;
              });
      LoopbackServer started = new LoopbackServer(http, threads);
      http.setExecutor(threads);
      http.createContext("/", exchange -> handler.handle(new WebCall(exchange, started)));
      startAsDaemon(http);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
    }
  }

  /** The JDK's dispatcher inherits the daemon flag of the thread that starts it. */
  private static void startAsDaemon(HttpServer http) throws IOException {
    Thread starter = new Thread(http::start, "impostor-start");
    starter.setDaemon(true);
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  /** {@code http://127.0.0.1:N}, without a slash at the end. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Runs work beside the exchanges, on a daemon thread that {@link #close()} interrupts. */
  public void run(Runnable task) {
    threads.execute(task);
  }

  /** Waits; an IOException says that the server was closed meanwhile. */
  public void pause(Duration time) throws IOException {
    try {
      if (closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the impostor was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    InterruptedIOException failure = new InterruptedIOException("the impostor was interrupted");
    failure.initCause(cause);
    return failure;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
