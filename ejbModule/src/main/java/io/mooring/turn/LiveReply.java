package io.mooring.turn;

import io.mooring.json.Json;
import io.mooring.message.Said;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.UpstreamTokens;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.session.Usage;
import io.mooring.turn.reply.OpenReply;
import io.mooring.turn.reply.Outcome;
import io.mooring.turn.reply.Reply;
import io.mooring.turn.reply.ReplyEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The reply of a running turn, shared between its runner, which alone changes it, and viewers, who
 * read it from their own threads.
 */
final class LiveReply {
  private final String tenant;
  private final String sessionId;
  private final String turnId;
  private final Inbox inbox = new Inbox();
  private @Nullable Reply reply;
  private @Nullable Transcript transcript;

  LiveReply(String tenant, String sessionId, String turnId) {
    this.tenant = tenant;
    this.sessionId = sessionId;
    this.turnId = turnId;
  }

  /** Begins to reduce; before that, nothing has been said. */
  synchronized void begin(Reply begun) {
    reply = begun;
    transcript = new Transcript(begun.context().upstreamSessionId());
  }

  /** Begins with what earlier runners have told of the turn. */
  synchronized void recall(KeptOpenReply told) {
    told.parts().forEach(part -> begun().recall(part.open(), told.isSettled(part.partId())));
    told.tools().forEach(begun()::recall);
  }

  /** Whether anything can be reduced. */
  synchronized boolean isUnderWay() {
    return reply != null;
  }

  synchronized List<ReplyEvent> apply(WireEvent event) {
    Optional.ofNullable(transcript).ifPresent(known -> known.hear(event));
    return begun().apply(event);
  }

  synchronized List<ReplyEvent> settle(List<UpstreamMessage> messages) {
    Optional.ofNullable(transcript).ifPresent(known -> known.read(messages));
    return begun().settle(messages);
  }

  /** Catches up in the middle of the turn. */
  synchronized List<ReplyEvent> reconcile(List<UpstreamMessage> messages) {
    Optional.ofNullable(transcript).ifPresent(known -> known.read(messages));
    return begun().reconcile(messages);
  }

  /** Tells what was shown and never told as complete: nothing more comes. */
  synchronized List<ReplyEvent> conclude(Instant at) {
    return reply == null ? List.of() : reply.conclude(at);
  }

  /** The prompt and the messages of the reply in upstream's words; empty before it began. */
  synchronized List<Said> said() {
    return reply == null || transcript == null ? List.of() : transcript.of(reply);
  }

  synchronized boolean hasBegun() {
    return begun().hasBegun();
  }

  synchronized boolean isRefused() {
    return begun().isRefused();
  }

  synchronized boolean idleSeen() {
    return begun().idleSeen();
  }

  synchronized Outcome outcome() {
    return begun().outcome();
  }

  synchronized Optional<OpenReply> open() {
    return Optional.ofNullable(reply).map(Reply::open);
  }

  /** The parts that the journal does not have yet. */
  synchronized List<KeptPart> unfinished() {
    return begun().unfinished().stream().map(KeptPart::of).toList();
  }

  synchronized boolean toolRuns() {
    return begun().tools().stream().anyMatch(tool -> !tool.status().ended());
  }

  /** What it has come to; empty before it began. */
  synchronized Optional<TurnResult> soFar() {
    return Optional.ofNullable(reply)
        .map(known -> result(known, TurnState.RUNNING, Optional.empty()));
  }

  /** The same as the end of the turn, once it is concluded. */
  synchronized TurnResult result(TurnOutcome outcome) {
    return reply == null
        ? TurnResult.empty(outcome.state(), outcome.error())
        : result(reply, outcome.state(), outcome.error());
  }

  private static TurnResult result(Reply reply, TurnState state, Optional<TurnError> error) {
    return new TurnResult(
        state,
        error,
        reply.text(),
        reply.reasoning(),
        Json.write(reply.tools()),
        Json.write(reply.todos()),
        usage(reply.usage()));
  }

  private static Usage usage(io.mooring.turn.reply.Usage used) {
    UpstreamTokens tokens = used.tokens();
    return new Usage(
        Math.round(used.cost() * 1_000_000),
        tokens.input(),
        tokens.output(),
        tokens.reasoning(),
        tokens.cacheRead(),
        tokens.cacheWrite());
  }

  private Reply begun() {
    if (reply == null) {
      throw new IllegalStateException("nothing was sent yet");
    }
    return reply;
  }

  String tenant() {
    return tenant;
  }

  String sessionId() {
    return sessionId;
  }

  String turnId() {
    return turnId;
  }

  Inbox inbox() {
    return inbox;
  }
}
