package io.mooring.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Many viewers of feeds on one thread, who count frames, answer pings and look at nothing else, so
 * that what they cost on a machine that they share with the server is little.
 */
final class ViewerCrowd implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** So many handshakes are on their way at once. */
  private static final int AT_ONCE = 64;

  private final Selector selector = Selector.open();
  private final FrameCounts counts = new FrameCounts();
  private final CountDownLatch open;
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private final URI server;
  private final String authorization;
  private final List<String> sessions;
  private final Thread thread;
  private int begun;
  private volatile boolean closed;

  private ViewerCrowd(URI server, String authorization, List<String> sessions) throws IOException {
    this.server = server;
    this.authorization = authorization;
    this.sessions = sessions;
    this.open = new CountDownLatch(sessions.size());
    this.thread = new Thread(this::serve, "viewers");
  }

  /**
   * Connects one viewer for each entry, and returns when all are connected.
   *
   * @param sessions whom each of them watches; the same session may come many times
   */
  static ViewerCrowd watch(URI server, String authorization, List<String> sessions)
      throws IOException, InterruptedException {
    ViewerCrowd crowd = new ViewerCrowd(server, authorization, sessions);
    crowd.thread.setDaemon(true);
    crowd.thread.start();
    while (!crowd.open.await(1, TimeUnit.SECONDS)) {
      crowd.requireWell();
    }
    return crowd;
  }

  /** What all of them have got so far. */
  FrameCounts.Seen seen() throws IOException {
    requireWell();
    return counts.seen();
  }

  private void requireWell() throws IOException {
    IOException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void serve() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try {
      while (!closed) {
        while (begun < sessions.size() && begun < sessions.size() - open.getCount() + AT_ONCE) {
          connect(sessions.get(begun++));
        }
        selector.select(key -> serve(key, buffer), 200);
        requireWell();
      }
    } catch (IOException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void connect(String session) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
    channel.configureBlocking(false);
    String request =
        """
        GET /api/v1/sessions/%s/feed HTTP/1.1\r
        Host: %s:%d\r
        Authorization: %s\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Protocol: mooring.v1\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """
            .formatted(session, server.getHost(), server.getPort(), authorization);
    CountingViewer viewer = new CountingViewer(channel, counts, open::countDown);
    viewer.send(request);
    channel.register(selector, SelectionKey.OP_READ, viewer);
  }

  private void serve(SelectionKey key, ByteBuffer buffer) {
    try {
      ((CountingViewer) key.attachment()).read(buffer.clear());
    } catch (IOException e) {
      failure.compareAndSet(null, e);
      key.cancel();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
