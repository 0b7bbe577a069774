package io.mooring.feed;

import java.util.List;

/**
 * A session's journal has grown. Observed after the commit; a hint only, since it may be lost or
 * overtaken by a later one.
 *
 * @param events what was appended, in order; empty when the journal was only just begun
 */
public record FeedAdvanced(String tenant, String sessionId, List<StoredEvent> events) {
  public FeedAdvanced {
    events = List.copyOf(events);
  }
}
