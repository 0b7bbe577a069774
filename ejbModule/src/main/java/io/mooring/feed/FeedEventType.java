package io.mooring.feed;

import java.util.Arrays;
import java.util.Optional;

/** What can happen in a session's feed, by its name on the wire. */
public enum FeedEventType {
  SESSION_UPDATED("session.updated", true),
  SESSION_CONTEXT("session.context", true),
  TURN_QUEUED("turn.queued", true),
  TURN_STARTED("turn.started", true),
  /** {state, usage, error?}. */
  TURN_ENDED("turn.ended", true),
  /** {partId, text}; may come again for a part, and the highest seq wins. */
  TEXT_COMPLETED("text.completed", true),
  /** {partId, text}; may come again for a part, and the highest seq wins. */
  REASONING_COMPLETED("reasoning.completed", true),
  /** {partId}. */
  PART_DISCARDED("part.discarded", true),
  /** {tool}, on a change of its status or title. */
  TOOL_UPDATED("tool.updated", true),
  TODO_UPDATED("todo.updated", true),
  FILE_CHANGED("file.changed", true),
  APPROVAL_REQUESTED("approval.requested", true),
  APPROVAL_DECIDED("approval.decided", true),
  QUESTION_ASKED("question.asked", true),
  QUESTION_ANSWERED("question.answered", true),
  /** {attempt, nextAt, message}. */
  RETRY("retry", true),
  SNAPSHOT_CREATED("snapshot.created", true),
  SNAPSHOT_RESTORED("snapshot.restored", true),

  /** {partId, offset, text}. */
  TEXT_DELTA("text.delta", false),
  /** {partId, offset, text}. */
  REASONING_DELTA("reasoning.delta", false),
  /** {callId, offset, text}. */
  TOOL_OUTPUT("tool.output", false),
  /** {stage, message}. */
  PROGRESS("progress", false),
  PING("ping", false);

  private final String wireName;
  private final boolean durable;

  FeedEventType(String wireName, boolean durable) {
    this.wireName = wireName;
    this.durable = durable;
  }

  public String wireName() {
    return wireName;
  }

  /** Whether it is kept in the journal and has a seq; an ephemeral one is at most seen live. */
  public boolean durable() {
    return durable;
  }

  public static Optional<FeedEventType> of(String wireName) {
    return Arrays.stream(values()).filter(t -> t.wireName.equals(wireName)).findFirst();
  }
}
