package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.session.History.Conversation;
import java.util.ArrayList;
import java.util.List;

/** Reads the conversation of a session that upstream has, with those of its subagents. */
final class LiveConversation {
  /** Each is an import of its own, of more than a second; the newest are taken. */
  private static final int MOST_CHILDREN = 32;

  private static final int MOST_DEPTH = 4;

  private final Opencode upstream;
  private int children;

  private LiveConversation(Opencode upstream) {
    this.upstream = upstream;
  }

  /**
   * The whole conversation.
   *
   * @throws UpstreamFailure.NotFound when upstream has no such session
   */
  static Conversation read(Opencode upstream, String id) {
    return new LiveConversation(upstream).read(id, 0);
  }

  private Conversation read(String id, int depth) {
    JsonNode info = upstream.sessionWhole(id);
    List<JsonNode> messages = upstream.messagesWhole(id);
    List<Conversation> found = new ArrayList<>();
    if (depth < MOST_DEPTH) {
      for (UpstreamSession child : upstream.children(id)) {
        if (children < MOST_CHILDREN) {
          children++;
          found.add(read(child.id(), depth + 1));
        }
      }
    }
    return new Conversation(info, messages, found);
  }
}
