package io.mooring.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.feed.EphemeralEvent;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.NewEvent;
import io.mooring.file.FileLog;
import io.mooring.json.Json;
import io.mooring.turn.reply.ReplyEvent;

/** Words what a reply says as the feed's events. */
final class ReplyFrames {
  private ReplyFrames() {}

  static NewEvent durable(String turnId, ReplyEvent.Durable event) {
    if (event instanceof ReplyEvent.FileTouched touched) {
      return FileLog.told(turnId, touched.change());
    }
    ObjectNode body = Json.object();
    return NewEvent.of(fill(body, event), turnId, body);
  }

  private static FeedEventType fill(ObjectNode body, ReplyEvent.Durable event) {
    if (event instanceof ReplyEvent.TextCompleted text) {
      body.put("partId", text.partId()).put("text", text.text());
      return FeedEventType.TEXT_COMPLETED;
    }
    if (event instanceof ReplyEvent.ReasoningCompleted text) {
      body.put("partId", text.partId()).put("text", text.text());
      return FeedEventType.REASONING_COMPLETED;
    }
    if (event instanceof ReplyEvent.PartDiscarded part) {
      body.put("partId", part.partId());
      return FeedEventType.PART_DISCARDED;
    }
    if (event instanceof ReplyEvent.ToolUpdated tool) {
      body.set("tool", Json.object(tool.tool()));
      return FeedEventType.TOOL_UPDATED;
    }
    if (event instanceof ReplyEvent.TodoUpdated todo) {
      body.set("todos", Json.lenient().valueToTree(todo.todos()));
      return FeedEventType.TODO_UPDATED;
    }
    if (event instanceof ReplyEvent.Retry retry) {
      body.put("attempt", retry.attempt()).put("message", retry.message());
      if (retry.nextAt() != null) {
        body.set("nextAt", Json.lenient().valueToTree(retry.nextAt()));
      }
      return FeedEventType.RETRY;
    }
    throw new IllegalArgumentException("no frame for " + event);
  }

  static EphemeralEvent live(ClaimedTurn turn, ReplyEvent.Ephemeral event) {
    if (event instanceof ReplyEvent.TextDelta delta) {
      return delta(turn, FeedEventType.TEXT_DELTA, delta.partId(), delta.offset(), delta.text());
    }
    if (event instanceof ReplyEvent.ReasoningDelta delta) {
      return delta(
          turn, FeedEventType.REASONING_DELTA, delta.partId(), delta.offset(), delta.text());
    }
    if (event instanceof ReplyEvent.ToolOutput output) {
      return EphemeralEvent.toolOutput(
          turn.tenant(),
          turn.sessionId(),
          turn.turnId(),
          output.callId(),
          output.offset(),
          output.text());
    }
    throw new IllegalArgumentException("no frame for " + event);
  }

  private static EphemeralEvent delta(
      ClaimedTurn turn, FeedEventType type, String partId, int offset, String text) {
    return EphemeralEvent.delta(
        type, turn.tenant(), turn.sessionId(), turn.turnId(), partId, offset, text);
  }
}
