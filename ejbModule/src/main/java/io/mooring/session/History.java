package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * What was said in a session, kept by us, from which a lost upstream session can be made again.
 *
 * @param source who kept it, for example {@code export} or {@code messages}; shown to people
 * @param takenAt when it was complete
 * @param conversation the session's own conversation, with its children inside
 */
public record History(String source, Instant takenAt, Conversation conversation) {

  /**
   * One conversation in the shape that {@code opencode import} reads, under the ids that upstream
   * gave it.
   *
   * @param info the upstream session
   * @param messages oldest first, each {@code {info, parts}}
   * @param children the conversations of subagents
   */
  public record Conversation(JsonNode info, List<JsonNode> messages, List<Conversation> children) {
    public Conversation {
      messages = List.copyOf(messages);
      children = List.copyOf(children);
    }
  }
}
