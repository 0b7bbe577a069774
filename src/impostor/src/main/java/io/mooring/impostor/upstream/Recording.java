package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One recorded turn: from what follows its user message to what trails the last idle.
 *
 * @param root the session of the turn; the events of its subagents' sessions are there too
 * @param info the session as it was created
 * @param open whether the turn never ended by itself: it was aborted when it was recorded, or still
 *     in a retry; its replay waits for an abort
 */
record Recording(
    String root,
    JsonNode info,
    String userMessage,
    String userPart,
    List<RecordedEvent> events,
    boolean open) {

  /** Cuts off what only happened because somebody aborted. */
  static Recording of(
      String root, JsonNode info, String userMessage, String userPart, List<RecordedEvent> all) {
    int lastRetry = -1;
    int lastBusy = -1;
    for (int i = 0; i < all.size(); i++) {
      RecordedEvent event = all.get(i);
      if (event.is("session.error") && event.json().contains("MessageAbortedError")) {
        return new Recording(
            root, info, userMessage, userPart, List.copyOf(all.subList(0, i)), true);
      }
      if (event.saysStatus("retry")) {
        lastRetry = i;
      } else if (event.saysStatus("busy")) {
        lastBusy = i;
      }
    }
    boolean open = lastRetry > lastBusy;
    int end = open ? lastRetry + 1 : all.size();
    return new Recording(root, info, userMessage, userPart, List.copyOf(all.subList(0, end)), open);
  }

  /** The first event after the turn's last {@code session.idle}. */
  int trailing() {
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i).is("session.idle") && events.get(i).sessionId().equals(root)) {
        return i + 1;
      }
    }
    return events.size();
  }

  /**
   * The same turn in another order that the wire allows: neighbours of different sessions swapped,
   * what trails the last idle shuffled. Asks and decisions keep their places.
   */
  Recording reordered(long seed) {
    Random random = new Random(seed);
    List<RecordedEvent> mixed = new ArrayList<>(events);
    int trailing = trailing();
    for (int i = 0; i + 1 < trailing; i++) {
      RecordedEvent one = mixed.get(i);
      RecordedEvent next = mixed.get(i + 1);
      boolean fixed = one.isAsk() || one.isDecision() || next.isAsk() || next.isDecision();
      if (!fixed && !one.sessionId().equals(next.sessionId()) && random.nextBoolean()) {
        Collections.swap(mixed, i, i + 1);
      }
    }
    Collections.shuffle(mixed.subList(trailing, mixed.size()), random);
    return new Recording(root, info, userMessage, userPart, List.copyOf(mixed), open);
  }

  private int indexOf(String type) {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).is(type)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no " + type + " in the recording");
  }

  /** This text turn with so many deltas in place of its own, spread evenly over time. */
  Recording withDeltas(int count, int perSecond) {
    int first = indexOf("message.part.delta");
    RecordedEvent delta = events.get(first);
    String recorded = delta.properties().path("delta").asText();
    List<RecordedEvent> longer = new ArrayList<>();
    for (RecordedEvent event : events.subList(0, first)) {
      longer.add(event.at(delta.atMillis()));
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append('t').append(i).append(' ');
      String json = delta.json().replace("\"delta\":\"" + recorded, "\"delta\":\"t" + i + " ");
      long at = delta.atMillis() + 1000L * i / Math.max(perSecond, 1);
      longer.add(new RecordedEvent(delta.type(), delta.sessionId(), json, at));
    }
    StringBuilder whole = new StringBuilder();
    int rest = first;
    while (events.get(rest).is("message.part.delta")) {
      whole.append(events.get(rest).properties().path("delta").asText());
      rest++;
    }
    for (RecordedEvent event : events.subList(rest, events.size())) {
      String json = event.json().replace("\"text\":\"" + whole, "\"text\":\"" + text);
      longer.add(new RecordedEvent(event.type(), event.sessionId(), json, 0).at(delta.atMillis()));
    }
    return new Recording(root, info, userMessage, userPart, List.copyOf(longer), open);
  }
}
