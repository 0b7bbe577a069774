package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells one recorded turn as a session's own. It stops before what a person decided until that is
 * decided here, and goes on as the decision says.
 */
final class Replay implements Runnable {
  private final Instance instance;
  private final SessionState session;
  private final Recording recording;
  private final Rewriting rewriting;
  private final double speed;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Map<String, Ask> asks = new HashMap<>();
  private final Set<String> rejectedCalls = new HashSet<>();
  private long startNanos;

  /** From a reject until its step is over, the files that the call would have touched are left. */
  private boolean rejecting;

  /** The step with which a plain reject ends the turn. */
  private String lastMessage = "";

  Replay(
      Instance instance,
      SessionState session,
      Recording recording,
      Rewriting rewriting,
      double speed) {
    this.instance = instance;
    this.session = session;
    this.recording = recording;
    this.rewriting = rewriting;
    this.speed = speed;
  }

  SessionState session() {
    return session;
  }

  /** Nothing more is told by this replay; called under the instance's lock. */
  void stop() {
    stop.countDown();
    asks.values().forEach(Ask::release);
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  @Override
  public void run() {
    try {
      startNanos = System.nanoTime();
      List<RecordedEvent> events = recording.events();
      for (int i = 0; i < events.size() && !pace(events.get(i)); i++) {
        awaitDecision(events.get(i));
        synchronized (instance) {
          if (stopped()) {
            return;
          }
          if (!tell(events.get(i))) {
            i = recording.trailing() - 1;
          }
        }
      }
      if (recording.open()) {
        stop.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the event is due; true when the replay was stopped meanwhile. */
  private boolean pace(RecordedEvent event) throws InterruptedException {
    long millis = event.atMillis() - recording.events().get(0).atMillis();
    long due = startNanos + (long) (millis * speed * 1_000_000) - System.nanoTime();
    return due > 0 ? stop.await(due, TimeUnit.NANOSECONDS) : stopped();
  }

  private void awaitDecision(RecordedEvent event) throws InterruptedException {
    if (!event.isDecision()) {
      return;
    }
    JsonNode request = rewriting.rewrite(event).at("/properties/requestID");
    Ask ask;
    synchronized (instance) {
      ask = asks.get(request.asText());
    }
    if (ask == null) {
      return;
    }
    long before = System.nanoTime();
    ask.await();
    startNanos += System.nanoTime() - before;
    synchronized (instance) {
      if (ask.rejected() && !stopped()) {
        reject(ask);
      }
    }
  }

  private void reject(Ask ask) {
    rejecting = true;
    rejectedCalls.add(ask.callId());
    String message = ask.request().at("/tool/messageID").asText();
    if (ask.endsTurn()) {
      lastMessage = message;
    }
    session
        .message(message)
        .flatMap(m -> ToolParts.withCall(m, ask.callId()))
        .ifPresent(part -> instance.emitPart(session, ToolParts.failed(part, ask.rejection())));
  }

  /** Tells the event unless a decision made it untrue; false when the turn ends here. */
  private boolean tell(RecordedEvent event) {
    if (event.isDecision()) {
      return true;
    }
    ObjectNode told = rewriting.rewrite(event);
    ObjectNode properties = (ObjectNode) told.get("properties");
    if (untrue(event, properties)) {
      return true;
    }
    if (event.isAsk()) {
      String directory = session.info.path("directory").asText();
      if (instance.asks.grants(directory, properties)) {
        return true;
      }
      asks.put(properties.path("id").asText(), instance.asks.add(directory, properties));
    }
    boolean ours = event.sessionId().equals(recording.root());
    if (ours && event.saysStatus("idle")) {
      rest();
      return true;
    }
    if (ours && event.is("session.idle")) {
      return true; // told with the status
    }
    asks.values().forEach(ask -> ToolParts.answer(properties.path("part"), ask));
    instance.emit(session.info, event.type(), properties);
    return !endsTurn(event, properties);
  }

  /**
   * The turn is over at the moment at which the session is idle: a prompt that comes right then is
   * run at once and not merged into a turn that is no more.
   */
  private void rest() {
    if (!instance.turns.handOver(this)) {
      instance.emitIdle(session);
      instance.turns.ended(this);
    }
  }

  private boolean untrue(RecordedEvent event, ObjectNode properties) {
    JsonNode part = properties.path("part");
    if (part.path("type").asText().equals("step-finish")) {
      rejecting = false;
    }
    return rejectedCalls.contains(part.path("callID").asText())
        || (rejecting && event.type().startsWith("file."));
  }

  private boolean endsTurn(RecordedEvent event, ObjectNode properties) {
    JsonNode info = properties.path("info");
    if (!event.is("message.updated")
        || !info.path("id").asText().equals(lastMessage)
        || !info.at("/time/completed").isNumber()) {
      return false;
    }
    rest();
    return true;
  }
}
