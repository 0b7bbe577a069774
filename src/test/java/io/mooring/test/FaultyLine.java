package io.mooring.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntSupplier;

/**
 * The wire between Mooring and an opencode: it passes bytes on, and on demand its connections are
 * cut, or stay and carry nothing for a while. What is held back arrives later, or never.
 */
final class FaultyLine implements AutoCloseable {
  private static final String EVENTS = "GET /global/event";

  /** Which connections meet a fault. */
  enum Traffic {
    /** The event stream. */
    EVENTS,
    /** All other calls. */
    CALLS
  }

  private final ServerSocket server;
  private final IntSupplier target;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
  private final Set<Traffic> stalled = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();

  /**
   * Listens on the loopback interface.
   *
   * @param target where the opencode of the moment listens
   */
  FaultyLine(int port, IntSupplier target) {
    this.target = target;
    try {
      server = new ServerSocket(port, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Ends all connections of a kind, whatever is under way on them. */
  void cut(Traffic traffic) {
    wires.stream().filter(wire -> wire.traffic == traffic).forEach(Wire::close);
  }

  /** From now on nothing passes on connections of a kind, until it is off again. */
  void stall(Traffic traffic, boolean on) {
    synchronized (gate) {
      if (on) {
        stalled.add(traffic);
      } else {
        stalled.remove(traffic);
      }
      gate.notifyAll();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> connect(client));
      } catch (IOException closed) {
        return; // close() ends it this way
      }
    }
  }

  private void connect(Socket client) {
    try {
      Wire wire = new Wire(client, new Socket(InetAddress.getLoopbackAddress(), target.getAsInt()));
      wires.add(wire);
      threads.execute(wire::answers);
      wire.requests();
    } catch (IOException | UncheckedIOException nobodyListens) {
      shut(client);
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Wire {
    private final Socket client;
    private final Socket upstream;
    private volatile Traffic traffic = Traffic.CALLS;

    Wire(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void requests() {
      pass(client, upstream, true);
    }

    void answers() {
      pass(upstream, client, false);
    }

    private void pass(Socket from, Socket to, boolean requests) {
      byte[] some = new byte[16_384];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(some); read >= 0; read = in.read(some)) {
          if (requests
              && new String(some, 0, read, StandardCharsets.ISO_8859_1).startsWith(EVENTS)) {
            traffic = Traffic.EVENTS;
          }
          awaitFlow();
          out.write(some, 0, read);
        }
      } catch (IOException broken) {
        // one end is gone, and so the other
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        wires.remove(this);
      }
    }

    private void awaitFlow() throws InterruptedException {
      synchronized (gate) {
        while (stalled.contains(traffic)) {
          gate.wait();
        }
      }
    }

    void close() {
      shut(client);
      shut(upstream);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    wires.forEach(Wire::close);
    threads.shutdownNow();
  }
}
