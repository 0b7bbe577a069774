package io.mooring.feed;

import java.util.concurrent.CompletableFuture;

/** The connection of one viewer, a WebSocket or a stream of server-sent events. */
public interface ViewerSink {
  /**
   * Sends without waiting for the peer. Called by one thread at a time, and never before the
   * earlier send has completed.
   *
   * @return completes when the next frame may be sent, exceptionally when the peer is gone
   */
  CompletableFuture<?> send(Outgoing frame);

  /** Ends the connection; may be called from any thread, while a send is under way, and twice. */
  void close(ViewerEnd end);
}
