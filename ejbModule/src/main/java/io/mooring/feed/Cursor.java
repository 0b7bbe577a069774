package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far one viewer has come in a session's journal, and what it is shown next: each durable event
 * once and in order, read from the ring or from the journal. Used by one thread at a time; it asks
 * the database.
 */
final class Cursor {
  static final int PAGE_EVENTS = 500;

  private final FeedSources sources;
  private final Channel channel;
  private final Caller caller;
  private final String sessionId;
  private final Optional<Position> after;
  private final long pageBytes;
  private final Shown shown = new Shown();
  private String epoch = "";
  private int pageEvents = PAGE_EVENTS;
  private long target;

  /** The head and the turn that ran when the viewer was last told of the open reply. */
  private long toldAt;

  private Optional<String> toldTurn = Optional.empty();
  private volatile long seq;

  Cursor(
      FeedSources sources,
      Channel channel,
      Caller caller,
      String sessionId,
      Optional<Position> after,
      long pageBytes) {
    this.sources = sources;
    this.channel = channel;
    this.caller = caller;
    this.sessionId = sessionId;
    this.after = after;
    this.pageBytes = pageBytes;
  }

  /** The last durable event that was taken; may be read from any thread. */
  long seq() {
    return seq;
  }

  /** There is more, up to this seq at least. */
  void aim(long seqThere) {
    target = Math.max(target, seqThere);
  }

  boolean behind() {
    return seq < target;
  }

  /**
   * The first frames: hello and, when {@code after} is no place to go on from, gap and state.
   * Without {@code after} the viewer starts at the head. The head is read before the open reply, so
   * that what completes in between comes as an event.
   */
  List<Outgoing> begin() {
    Head head = sources.journal().head(caller, sessionId);
    Optional<ObjectNode> open = reply(head);
    epoch = head.epoch();
    target = head.seq();
    List<Outgoing> first = new ArrayList<>();
    ObjectNode hello = Json.object().put("seq", head.seq()).put("epoch", epoch);
    open.ifPresent(reply -> hello.set("open", reply));
    first.add(control("hello", hello));
    if (after.isEmpty()) {
      seq = head.seq();
    } else if (!after.get().isIn(head)) {
      first.add(gap(Math.min(1, head.seq()), head.seq()));
      first.add(state(open));
      seq = head.seq();
    } else {
      seq = after.get().seq();
      if (seq + 1 < head.journalFrom()) {
        first.addAll(skipTo(head.journalFrom(), open));
      }
    }
    return first;
  }

  /** Some of the next durable events; to be called while it is {@link #behind()}. */
  List<Outgoing> page() {
    int limit = (int) Math.min(pageEvents, target - seq);
    List<DurableFrame> frames = channel.ring().after(seq, limit);
    if (frames.isEmpty()) {
      frames = fromJournal(limit);
    }
    if (frames.isEmpty()) {
      return missing();
    }
    List<Outgoing> page = new ArrayList<>(frames.size());
    long bytes = 0;
    for (DurableFrame frame : frames) {
      bytes += frame.bytes();
      if (bytes > pageBytes && !page.isEmpty()) {
        pageEvents = Math.max(16, page.size());
        return page;
      }
      seq = frame.seq();
      shown.see(frame);
      page.add(
          new Outgoing(Optional.of(Position.text(epoch, seq)), frame.event().type(), frame.json()));
    }
    pageEvents = Math.min(PAGE_EVENTS, 2 * pageEvents);
    return page;
  }

  private List<DurableFrame> fromJournal(int limit) {
    List<DurableFrame> frames = new ArrayList<>();
    for (StoredEvent event : sources.journal().read(caller, sessionId, seq, limit)) {
      if (event.seq() != seq + frames.size() + 1) {
        break;
      }
      frames.add(DurableFrame.of(event));
    }
    channel.ring().add(frames);
    return frames;
  }

  /**
   * The next event is not there: it was pruned, or the hint was wrong and a later one will come.
   */
  private List<Outgoing> missing() {
    Head head = sources.journal().head(caller, sessionId);
    if (head.journalFrom() <= seq + 1) {
      target = seq;
      return List.of();
    }
    return skipTo(head.journalFrom(), reply(head));
  }

  private Optional<ObjectNode> reply(Head head) {
    channel.raise(head.seq());
    Optional<ObjectNode> open = sources.replies().open(caller.tenant(), sessionId);
    shown.restart(open);
    toldAt = head.seq();
    toldTurn = open.map(reply -> reply.path("turnId").asText());
    return open;
  }

  private List<Outgoing> skipTo(long journalFrom, Optional<ObjectNode> open) {
    List<Outgoing> frames = List.of(gap(seq + 1, journalFrom - 1), state(open));
    seq = journalFrom - 1;
    return frames;
  }

  /**
   * The frame as this viewer should get it, if any of it is news. A delta says itself where it
   * goes, unless its turn had ended before the viewer was told of the open reply; anything else
   * that a later durable event has overtaken is stale.
   */
  Optional<Outgoing> fit(EphemeralFrame frame, long floor) {
    FeedEventType type = frame.event().type();
    boolean delta = type == FeedEventType.TEXT_DELTA || type == FeedEventType.REASONING_DELTA;
    boolean stale =
        delta ? floor < toldAt && !frame.event().turnId().equals(toldTurn) : floor < seq;
    if (stale) {
      return Optional.empty();
    }
    return shown
        .fit(frame.event())
        .map(event -> event.equals(frame.event()) ? frame : EphemeralFrame.of(event, frame.at()))
        .map(
            fitted ->
                new Outgoing(Optional.empty(), fitted.event().type().wireName(), fitted.json()));
  }

  Outgoing ping() {
    return control(FeedEventType.PING.wireName(), Json.object());
  }

  private Outgoing gap(long from, long to) {
    return control("gap", Json.object().put("from", from).put("to", to));
  }

  private Outgoing state(Optional<ObjectNode> open) {
    ObjectNode body = Json.object();
    body.set("session", sources.sessions().describe(caller, sessionId));
    open.ifPresent(reply -> body.set("open", reply));
    return control("state", body);
  }

  private Outgoing control(String type, ObjectNode body) {
    String json =
        Frames.ephemeral(type, sources.clock().instant(), sessionId, Optional.empty(), body);
    return new Outgoing(Optional.empty(), type, json);
  }
}
