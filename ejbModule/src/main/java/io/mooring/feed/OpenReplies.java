package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What the agent has said so far in the turn that runs: implemented by who reduces replies. */
public interface OpenReplies {
  /**
   * {turnId, parts: [{partId, kind, text, offset}], tools[]}, empty when no turn runs. A part's
   * {@code offset} is where its next delta goes, so the length of {@code text}. Of a turn on this
   * node it holds every delta that was published: a delta enters it first and is published then. Of
   * a turn on another node, whose deltas are not seen here, it is what that node wrote down a
   * second ago. A reply leaves before its turn.ended is appended. From any thread; the tree is the
   * caller's.
   */
  Optional<ObjectNode> open(String tenant, String sessionId);

  /** The id of the turn that runs in the session, on whichever node. */
  Optional<String> turn(String tenant, String sessionId);
}
