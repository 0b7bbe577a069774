package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Text and reasoning: what the feed tells of them, and how viewers come back to it. */
@ExtendWith(Mooring.Shared.class)
class TextTurnIT {
  @Test
  void tellsATextTurnInOrder(Mooring mooring) {
    String session = mooring.session();
    try (FeedClient feed = FeedClient.watch(mooring.server(), "alice", session)) {
      feed.await("hello");

      String turn = mooring.post(session, "@slow 40 15");
      feed.awaitEnd(turn);

      assertThat(feed.story())
          .startsWith("hello")
          .containsSubsequence(
              "hello", "turn.queued", "turn.started", "text.delta", "text.completed", "turn.ended");
      assertThat(feed.frames("text.delta")).hasSizeGreaterThan(3);
      String text = mooring.turn(turn).path("text").asText();
      assertThat(text).startsWith("w0 w1 ").contains("w39");
      assertThat(joined(feed)).isEqualTo(text);
      assertThat(feed.frames("text.completed").get(0).path("text").asText()).isEqualTo(text);
      assertThat(feed.awaitEnd(turn).path("state").asText()).isEqualTo("completed");
    }
  }

  @Test
  void numbersDurableEventsFromOneWithoutGaps(Mooring mooring) {
    String session = mooring.session();
    String turn = mooring.run(session, "@say One.").path("id").asText();

    try (FeedClient feed = FeedClient.watchAfter(mooring.server(), "alice", session, "0")) {
      feed.awaitEnd(turn);

      List<Long> seqs = seqs(feed.durable());
      assertThat(seqs).isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
    }
  }

  @Test
  void givesAViewerThatComesBackExactlyTheRest(Mooring mooring) {
    String session = mooring.session();
    mooring.run(session, "@say One.");
    String last = mooring.run(session, "@say Two.").path("id").asText();
    List<JsonNode> all;
    String epoch;
    try (FeedClient feed = FeedClient.watchAfter(mooring.server(), "alice", session, "0")) {
      feed.awaitEnd(last);
      all = feed.durable();
      epoch = feed.await("hello").path("epoch").asText();
    }

    long seen = all.size() / 2;
    try (FeedClient bare =
            FeedClient.watchAfter(mooring.server(), "alice", session, Long.toString(seen));
        FeedClient full =
            FeedClient.watchAfter(mooring.server(), "alice", session, epoch + "." + seen)) {
      bare.awaitEnd(last);
      full.awaitEnd(last);

      assertThat(bare.durable()).isEqualTo(all.subList((int) seen, all.size()));
      assertThat(full.durable()).isEqualTo(all.subList((int) seen, all.size()));
    }
  }

  @Test
  void servesTheSameDurableEventsAsServerSentEvents(Mooring mooring) {
    String session = mooring.session();
    String turn = mooring.run(session, "@say One.").path("id").asText();
    List<JsonNode> all;
    try (FeedClient feed = FeedClient.watchAfter(mooring.server(), "alice", session, "0")) {
      feed.awaitEnd(turn);
      all = feed.durable();
    }

    String middle;
    try (EventSource stream =
        EventSource.open(mooring.server(), "alice", session, Optional.of("0"))) {
      List<EventSource.Event> events = stream.awaitDurable(all.size());
      assertThat(events).extracting(EventSource.Event::data).isEqualTo(all);
      middle = events.get(1).id();
    }
    try (EventSource again =
        EventSource.open(mooring.server(), "alice", session, Optional.of(middle))) {
      assertThat(again.awaitDurable(all.size() - 2))
          .extracting(EventSource.Event::data)
          .isEqualTo(all.subList(2, all.size()));
    }
  }

  @Test
  void keepsReasoningApartFromText(Mooring mooring) {
    String session = mooring.session();
    try (FeedClient feed = FeedClient.watch(mooring.server(), "alice", session)) {
      feed.await("hello");

      JsonNode turn = mooring.run(session, "@reason Let me think. | The answer is 4.");
      feed.awaitEnd(turn.path("id").asText());

      assertThat(turn.path("reasoning").asText()).isEqualTo("Let me think.");
      assertThat(turn.path("text").asText()).isEqualTo("The answer is 4.");
      assertThat(feed.frames("reasoning.completed").get(0).path("text").asText())
          .isEqualTo("Let me think.");
      assertThat(joined(feed)).isEqualTo("The answer is 4.");
    }
  }

  @Test
  void countsATurnsTokens(Mooring mooring) {
    String session = mooring.session();

    JsonNode tokens = mooring.run(session, "@say Hi.").path("usage").path("tokens");

    assertThat(tokens.path("output").asInt() + tokens.path("reasoning").asInt()).isEqualTo(5);
    assertThat(tokens.path("cacheRead").asInt()).isEqualTo(3);
  }

  private static String joined(FeedClient feed) {
    return feed.frames("text.delta").stream()
        .map(frame -> frame.path("text").asText())
        .collect(Collectors.joining());
  }

  private static List<Long> seqs(List<JsonNode> frames) {
    return frames.stream().map(frame -> frame.path("seq").asLong()).toList();
  }
}
