package io.mooring.feed;

/** A connection that a feed is sent over, as whoever opened it knows it. */
public interface Watching {
  /** The peer is gone: nothing more is sent. May be called twice. */
  void leave();
}
