package io.mooring.turn.reply;

import io.mooring.opencode.wire.MessageInfo;
import io.mooring.opencode.wire.Part;
import io.mooring.opencode.wire.UpstreamError;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.UpstreamStatus;
import io.mooring.opencode.wire.UpstreamTodo;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.tool.SafeText;
import io.mooring.tool.ToolDisplay;
import io.mooring.tool.ToolDisplays;
import io.mooring.turn.reply.OpenReply.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the agent has said in a turn so far: a state machine that upstream's events drive and that
 * upstream's messages correct. Knows no clock, no network and no database; not safe for use by
 * several threads.
 *
 * <p>Events may be lost, come late or twice. While the turn runs, {@link #reconcile} catches up;
 * once upstream is idle, {@link #settle} makes the reply what the messages say and decides the
 * {@link #outcome}. Text is at most 1 Mi UTF-16 units a part and 4 Mi in all, marked where it was
 * cut.
 */
public final class Reply {
  static final int MAX_TODOS = 200;
  static final int MAX_TODO_CHARS = 500;
  private static final int MAX_WORD_CHARS = 40;

  private final ReplyContext context;
  private final Members members;
  private final ReplyParts parts;
  private final Waiting waiting = new Waiting();
  private List<UpstreamTodo> todos = List.of();
  private Outcome outcome = new Outcome.Open();
  private @Nullable UpstreamError sessionError;
  private @Nullable UpstreamError refusal;
  private ReplyEvent.@Nullable Retry lastRetry;
  private boolean active;
  private boolean idle;
  private boolean refused;

  public Reply(ReplyContext context) {
    this.context = context;
    this.members = new Members(context.userMessageId());
    this.parts = new ReplyParts(context.filter(), ToolDisplays.in(context.workdir()));
  }

  public ReplyContext context() {
    return context;
  }

  /**
   * Begins with a part as an earlier runner has told it.
   *
   * @param whole whether it was told as complete
   */
  public void recall(OpenReply.OpenPart part, boolean whole) {
    parts.recall(part, whole);
  }

  /** Begins with a call as an earlier runner has told it. */
  public void recall(ToolDisplay call) {
    parts.recall(call);
  }

  /** Takes an event of any session in and answers what viewers are to be told, in order. */
  public List<ReplyEvent> apply(WireEvent event) {
    if (!event.sessionId().equals(Optional.of(context.upstreamSessionId()))) {
      return List.of();
    }
    if (event instanceof WireEvent.MessageUpdated updated) {
      MessageInfo info = updated.info();
      if (idle && info.user()) {
        members.exclude(info.id());
      }
      return message(info, members.contains(info.id()));
    }
    if (event instanceof WireEvent.PartUpdated updated) {
      return part(updated);
    }
    if (event instanceof WireEvent.PartDelta delta) {
      return delta(delta);
    }
    if (event instanceof WireEvent.PartRemoved removed) {
      waiting.take(removed.partId());
      return parts.removePart(removed.partId());
    }
    if (event instanceof WireEvent.MessageRemoved removed) {
      members.remove(removed.messageId());
      return parts.removeMessage(removed.messageId());
    }
    if (members.begun()) {
      return state(event);
    }
    if (event instanceof WireEvent.SessionError failed && !failed.error().aborted()) {
      refusal = refusal == null ? failed.error() : refusal;
    }
    return List.of();
  }

  /** Takes an event about the session as a whole, once the prompt is there. */
  private List<ReplyEvent> state(WireEvent event) {
    if (event instanceof WireEvent.StatusChanged changed) {
      return status(changed.status());
    }
    if (event instanceof WireEvent.SessionIdle) {
      idle |= active;
    } else if (event instanceof WireEvent.SessionError failed) {
      active = true;
      sessionError = failed.error();
    } else if (event instanceof WireEvent.PermissionReplied replied) {
      refused |= replied.reply().equals("reject");
    } else if (event instanceof WireEvent.QuestionRejected) {
      refused = true;
    } else if (event instanceof WireEvent.TodoUpdated updated) {
      return todos(updated.todos());
    }
    return List.of();
  }

  private List<ReplyEvent> status(UpstreamStatus status) {
    if (status instanceof UpstreamStatus.Idle) {
      idle |= active;
      return List.of();
    }
    active = true;
    idle = false;
    if (!(status instanceof UpstreamStatus.Retry retry)) {
      return List.of();
    }
    String message = SafeText.line(retry.message(), Outcomes.MAX_MESSAGE_CHARS);
    ReplyEvent.Retry next = new ReplyEvent.Retry(retry.attempt(), retry.next(), message);
    if (next.equals(lastRetry)) {
      return List.of();
    }
    lastRetry = next;
    return List.of(next);
  }

  private List<ReplyEvent> todos(List<UpstreamTodo> upstream) {
    List<UpstreamTodo> safe =
        upstream.stream()
            .limit(MAX_TODOS)
            .map(
                todo ->
                    new UpstreamTodo(
                        SafeText.line(todo.content(), MAX_TODO_CHARS),
                        SafeText.line(todo.status(), MAX_WORD_CHARS),
                        SafeText.line(todo.priority(), MAX_WORD_CHARS)))
            .toList();
    if (safe.equals(todos)) {
      return List.of();
    }
    todos = safe;
    return List.of(new ReplyEvent.TodoUpdated(safe));
  }

  private List<ReplyEvent> message(MessageInfo info, boolean known) {
    if (!members.see(info)) {
      waiting.take(info.id());
      return List.of();
    }
    active = true;
    // The agent went on, so what was refused before didn't stop it.
    refused &= known;
    List<ReplyEvent> events = new ArrayList<>();
    waiting.take(info.id()).forEach(event -> events.addAll(apply(event)));
    return events;
  }

  private List<ReplyEvent> part(WireEvent.PartUpdated updated) {
    Part part = updated.part();
    if (!members.contains(part.messageId())) {
      return await(part.messageId(), updated);
    }
    if (!members.speaks(part.messageId())) {
      return List.of();
    }
    List<ReplyEvent> events = new ArrayList<>();
    parts.begin(part);
    for (WireEvent early : waiting.take(part.id())) {
      events.addAll(apply(early));
    }
    events.addAll(parts.update(part));
    return events;
  }

  private List<ReplyEvent> delta(WireEvent.PartDelta delta) {
    if (!members.contains(delta.messageId())) {
      return await(delta.messageId(), delta);
    }
    if (!members.speaks(delta.messageId()) || !delta.field().equals("text")) {
      return List.of();
    }
    if (!parts.knows(delta.partId())) {
      waiting.add(delta.partId(), delta);
      return List.of();
    }
    return parts.delta(delta.partId(), delta.delta());
  }

  private List<ReplyEvent> await(String messageId, WireEvent event) {
    if (!members.isStranger(messageId)) {
      waiting.add(messageId, event);
    }
    return List.of();
  }

  /**
   * Catches up with the session's messages while the turn runs, after events were lost. A part that
   * is still being written keeps what was streamed of it.
   */
  public List<ReplyEvent> reconcile(List<UpstreamMessage> all) {
    return correct(all, false);
  }

  /**
   * Makes the reply what the session's messages say, once upstream is idle, and decides the
   * outcome; may be called again. Only where a server that died has lost the text of an unfinished
   * part is the streamed text kept.
   *
   * @param all the session's messages, oldest first, from our prompt on or from further back
   */
  public List<ReplyEvent> settle(List<UpstreamMessage> all) {
    List<ReplyEvent> events = correct(all, true);
    Optional<MessageInfo> last = members.last();
    boolean no = refused || last.map(info -> parts.failedToolIn(info.id())).orElse(false);
    outcome = Outcomes.of(last, isRefused() ? refusal : sessionError, no);
    if (outcome instanceof Outcome.Completed) {
      events.addAll(parts.forgetOnlyOurs());
    }
    return events;
  }

  private List<ReplyEvent> correct(List<UpstreamMessage> all, boolean last) {
    List<UpstreamMessage> ours =
        all.stream()
            .filter(message -> message.info().sessionId().equals(context.upstreamSessionId()))
            .toList();
    List<ReplyEvent> events = new ArrayList<>();
    Set<String> known = members.all().stream().map(MessageInfo::id).collect(Collectors.toSet());
    if (last) {
      members.restart();
    }
    for (UpstreamMessage message : ours) {
      events.addAll(message(message.info(), known.contains(message.info().id())));
    }
    events.addAll(
        parts.correct(
            ours.stream().filter(message -> members.speaks(message.info().id())).toList(), last));
    return events;
  }

  /**
   * Says of each part that was never told as complete that what was shown is all, and of each call
   * that has not ended that it was broken off.
   *
   * @param at when the turn ends
   */
  public List<ReplyEvent> conclude(Instant at) {
    return parts.conclude(at);
  }

  /** Whether upstream has said anything of the prompt or of an answer to it. */
  public boolean hasBegun() {
    return members.begun();
  }

  /** Whether upstream named an error before it said anything of the prompt: it may not take it. */
  public boolean isRefused() {
    return refusal != null && !members.begun();
  }

  /** Whether upstream came to rest after it had begun with our prompt. */
  public boolean idleSeen() {
    return idle;
  }

  /** Whether an assistant's message is one of this reply. */
  public boolean has(String messageId) {
    return members.contains(messageId);
  }

  /** How the turn ended; open until {@link #settle}. */
  public Outcome outcome() {
    return outcome;
  }

  /** What all assistant messages of the turn used. */
  public Usage usage() {
    return Usage.of(members.all());
  }

  /** The assistant's text parts, joined by a blank line. */
  public String text() {
    return parts.joined(Kind.TEXT);
  }

  /** What the model thought, joined by a blank line. */
  public String reasoning() {
    return parts.joined(Kind.REASONING);
  }

  public List<ToolDisplay> tools() {
    return parts.tools();
  }

  public List<UpstreamTodo> todos() {
    return todos;
  }

  /** What a viewer who comes now has to know. */
  public OpenReply open() {
    return parts.open();
  }

  /** The parts whose text was not told as complete yet. */
  public List<OpenReply.OpenPart> unfinished() {
    return parts.unfinished();
  }
}
