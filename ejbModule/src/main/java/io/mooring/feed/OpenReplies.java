package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What the agent has said so far in the turn that runs: implemented by who reduces replies. */
public interface OpenReplies {
  /**
   * {turnId, parts: [{partId, kind, text, offset}], tools[]}, empty when no turn runs on this node.
   * A part's {@code offset} is where its next delta goes, so the length of {@code text}. It must
   * hold every delta that was published: a delta enters it first and is published then. A reply
   * leaves before its turn.ended is appended. Answers from memory, from any thread; the tree is the
   * caller's.
   */
  Optional<ObjectNode> open(String tenant, String sessionId);
}
