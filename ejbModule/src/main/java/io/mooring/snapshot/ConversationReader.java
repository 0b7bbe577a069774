package io.mooring.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import io.mooring.opencode.MessagePage;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.session.History.Conversation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a conversation with its subagents' from upstream, all pages, in the shape that {@code
 * opencode import} reads. Of subagents, 200 and 5 deep; others are left out.
 */
final class ConversationReader {
  static final int MOST_CHILDREN = 200;
  static final int MOST_DEPTH = 5;
  private static final int PAGE = 50;

  private final Opencode upstream;
  private final Set<String> seen = new HashSet<>();
  private long bytesLeft;

  ConversationReader(Opencode upstream, long mostBytes) {
    this.upstream = upstream;
    this.bytesLeft = mostBytes;
  }

  /** The conversation is larger than may be exported. */
  static final class TooLarge extends RuntimeException {
    TooLarge() {
      super("the conversation is too large", null, false, false);
    }
  }

  /**
   * Reads a session.
   *
   * @throws UpstreamFailure when upstream can't tell
   * @throws TooLarge when there is more than may be
   */
  Conversation read(String sessionId) {
    return read(sessionId, 0);
  }

  private Conversation read(String sessionId, int depth) {
    seen.add(sessionId);
    JsonNode info = upstream.sessionAsItIs(sessionId);
    count(info);
    List<JsonNode> messages = messages(sessionId);
    List<Conversation> children = new ArrayList<>();
    if (depth < MOST_DEPTH) {
      for (UpstreamSession child : upstream.children(sessionId)) {
        if (seen.size() <= MOST_CHILDREN && !seen.contains(child.id())) {
          child(child.id(), depth + 1, children);
        }
      }
    }
    return new Conversation(info, messages, children);
  }

  private void child(String id, int depth, List<Conversation> children) {
    try {
      children.add(read(id, depth));
    } catch (UpstreamFailure.NotFound deleted) {
      System.getLogger(ConversationReader.class.getName())
          .log(System.Logger.Level.DEBUG, "A subagent's session went while it was read.", deleted);
    }
  }

  private List<JsonNode> messages(String sessionId) {
    List<JsonNode> all = new ArrayList<>();
    String before = null;
    do {
      MessagePage page = upstream.messages(sessionId, PAGE, before);
      List<JsonNode> older = new ArrayList<>();
      for (UpstreamMessage message : page.messages()) {
        count(message.raw());
        older.add(message.raw());
      }
      all.addAll(0, older);
      before = page.messages().isEmpty() ? null : page.before();
    } while (before != null);
    return all;
  }

  private void count(JsonNode json) {
    bytesLeft -= Json.write(json).getBytes(StandardCharsets.UTF_8).length;
    if (bytesLeft < 0) {
      throw new TooLarge();
    }
  }
}
