package io.mooring.opencode;

import io.mooring.opencode.wire.UpstreamMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a session, oldest first.
 *
 * @param before where the page of older ones starts; null when these are the oldest
 */
public record MessagePage(List<UpstreamMessage> messages, @Nullable String before) {
  public MessagePage {
    messages = List.copyOf(messages);
  }
}
