package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A portal that believes every frame, concatenates deltas, and resumes where it had come. */
final class FakeClient {
  static final String SESSION = "ses_1";
  private static final Caller CALLER = new Caller("default", "ann", Set.of(Role.USER));

  private final Channels channels;
  private final Map<String, Long> endOfTurns;
  private final Map<String, String> texts = new HashMap<>();
  private Optional<Viewer> viewer = Optional.empty();
  private FakeSink sink = new FakeSink();
  private OptionalLong lastSeq = OptionalLong.empty();
  private long helloSeq;
  private boolean pastHead;
  private int seen;

  /**
   * A client, not connected yet.
   *
   * @param endOfTurns the seq of each turn's end, for judging whether a delta is stale
   */
  FakeClient(Channels channels, Map<String, Long> endOfTurns) {
    this.channels = channels;
    this.endOfTurns = endOfTurns;
  }

  boolean connected() {
    return viewer.filter(v -> v.state() != Viewer.State.ENDED).isPresent();
  }

  void connect(boolean stalling) {
    if (!connected()) {
      verify();
      sink = stalling ? new FakeSink().stalling() : new FakeSink();
      seen = 0;
      Optional<Position> after =
          lastSeq.stream().mapToObj(seq -> new Position(Optional.empty(), seq)).findFirst();
      viewer = Optional.of(channels.watch(CALLER, SESSION, after, sink));
    }
  }

  /** Another portal, which comes with a position of its own: it believes only what it is told. */
  void connectAt(long position) {
    if (!connected()) {
      verify();
      sink = new FakeSink();
      seen = 0;
      lastSeq = OptionalLong.of(position);
      viewer =
          Optional.of(
              channels.watch(
                  CALLER, SESSION, Optional.of(new Position(Optional.empty(), position)), sink));
    }
  }

  void disconnect() {
    viewer.ifPresent(Viewer::leave);
  }

  void read() {
    sink.read();
  }

  void flow() {
    sink.flow();
  }

  long lastSeq() {
    return lastSeq.orElse(-1);
  }

  String text(String partId) {
    return texts.getOrDefault(partId, "");
  }

  /** Takes the frames that came, and checks each. */
  void verify() {
    List<Outgoing> sent = sink.sent();
    for (Outgoing frame : sent.subList(seen, sent.size())) {
      take(Json.read(frame.json()));
      seen++;
    }
  }

  private void take(JsonNode frame) {
    switch (frame.get("type").asText()) {
      case "hello" -> {
        assertThat(seen).isZero();
        texts.clear();
        for (JsonNode part : frame.at("/open/parts")) {
          texts.put(part.get("partId").asText(), part.get("text").asText());
        }
        helloSeq = frame.get("seq").asLong();
        lastSeq = OptionalLong.of(lastSeq.orElse(helloSeq));
        pastHead = lastSeq() > helloSeq;
      }
      case "gap" -> {
        long to = frame.get("to").asLong();
        assertThat(frame.get("from").asLong())
            .isEqualTo(pastHead ? Math.min(1, helloSeq) : lastSeq() + 1);
        pastHead = false;
        lastSeq = OptionalLong.of(to);
      }
      case "state" -> {
        texts.clear();
        for (JsonNode part : frame.at("/open/parts")) {
          texts.put(part.get("partId").asText(), part.get("text").asText());
        }
      }
      case "text.delta" -> {
        String part = frame.get("partId").asText();
        String turn = frame.get("turnId").asText();
        assertThat(endOfTurns.getOrDefault(turn, Long.MAX_VALUE)).isGreaterThan(lastSeq());
        assertThat(frame.get("offset").asInt()).isEqualTo(text(part).length());
        texts.merge(part, frame.get("text").asText(), String::concat);
      }
      default -> takeDurable(frame);
    }
  }

  private void takeDurable(JsonNode frame) {
    assertThat(frame.has("seq")).as(frame.toString()).isTrue();
    long seq = frame.get("seq").asLong();
    assertThat(seq).isEqualTo(lastSeq() + 1);
    lastSeq = OptionalLong.of(seq);
    if (frame.get("type").asText().equals("text.completed")) {
      texts.put(frame.get("partId").asText(), frame.get("text").asText());
    } else if (frame.get("type").asText().equals("part.discarded")) {
      texts.remove(frame.get("partId").asText());
    }
  }
}
