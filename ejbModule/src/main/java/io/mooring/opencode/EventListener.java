package io.mooring.opencode;

import io.mooring.opencode.wire.WireFrame;

/**
 * Hears a server's event stream. It is called on the thread that reads the stream, so it must never
 * block: what takes time is put into a queue.
 */
public interface EventListener {
  /**
   * Events come from now on.
   *
   * @param again whether the stream was connected before: what happened in between is lost and must
   *     be asked for
   */
  default void connected(boolean again) {}

  /** One event, in upstream's order; heartbeats and {@code sync} copies are left out. */
  default void event(WireFrame frame) {}

  /** No events for now; the stream is being opened again. */
  default void disconnected(Throwable cause) {}

  /** The stream could not be opened ten times in a row, and is still tried. */
  default void suspect() {}
}
