package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;

/** Sees from all sides what became of prompts: Mooring's, opencode's, the model's, viewers'. */
final class FaultWitness {
  private static final Duration SEEN = Patience.of(Duration.ofSeconds(30));

  private final FaultStand stand;
  private final Http alice;

  FaultWitness(FaultStand stand) {
    this.stand = stand;
    this.alice = stand.server().as("alice");
  }

  /** The prompt is one turn, ran as often as may be, and its text is what upstream has. */
  void requireRanOnce(FaultSample sample, JsonNode turn, JsonNode upstream) {
    long turns =
        alice
            .get(Mooring.turns(sample.session) + "?limit=200")
            .expect(200)
            .json()
            .path("items")
            .findValuesAsText("prompt")
            .stream()
            .filter(prompt -> prompt.contains(sample.nonce))
            .count();
    assertThat(turns).as("turns of %s", sample).isEqualTo(1);
    boolean completed = turn.path("state").asText().equals("completed");
    assertThat(sample.firstSteps(stand.model()))
        .as("first steps of %s, which is %s", sample, turn.path("state"))
        .isBetween(completed ? 1L : 0L, 1L + sample.how.failures());
    List<JsonNode> prompts = prompts(upstream, sample.nonce);
    assertThat(prompts).as("user messages of %s", sample).hasSizeLessThanOrEqualTo(1);
    if (completed) {
      assertThat(prompts).hasSize(1);
      assertThat(turn.path("text").asText()).as("%s: %s", sample, turn).isNotBlank();
      assertThat(turn.path("text").asText())
          .as("the text of %s", sample)
          .isEqualTo(String.join("\n\n", texts(upstream, prompts.get(0))));
    } else {
      for (JsonNode prompt : prompts) {
        for (String text : texts(upstream, prompt)) {
          assertThat(turn.path("text").asText()).as("the text of %s", sample).contains(text);
        }
      }
    }
  }

  /** What opencode has of a session now. */
  JsonNode upstream(String session) {
    String id = alice.get("/api/v1/sessions/" + session).expect(200).at("upstreamSessionId");
    return stand.upstream().get("/session/" + id + "/message").expect(200).json();
  }

  private static List<JsonNode> prompts(JsonNode messages, String nonce) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode message : messages) {
      if (message.at("/info/role").asText().equals("user")
          && message.path("parts").toString().contains(nonce)) {
        found.add(message);
      }
    }
    return found;
  }

  private static List<String> texts(JsonNode messages, JsonNode prompt) {
    List<String> texts = new ArrayList<>();
    for (JsonNode message : messages) {
      if (message.at("/info/parentID").equals(prompt.at("/info/id"))) {
        for (JsonNode part : message.path("parts")) {
          if (part.path("type").asText().equals("text") && !part.path("text").asText().isEmpty()) {
            texts.add(part.path("text").asText());
          }
        }
      }
    }
    return texts;
  }

  /** Who watched all the time saw the same as who comes late, and all of it once and in order. */
  void requireSeen(String session, Follower early) {
    try (FeedClient head = FeedClient.watchAfter(stand.server(), "alice", session, "0");
        Follower late = Follower.of(stand.server(), "alice", session, Follower.Way.WEB_SOCKET)) {
      long seq = head.await("hello").path("seq").asLong();
      Awaitility.await("the whole feed of " + session)
          .atMost(SEEN)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> seqs(head.durable()).contains(seq) && seqs(late.durable()).contains(seq));
      Awaitility.await("the early viewer's of " + session)
          .atMost(SEEN)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> seqs(early.durable()).contains(seq));
      assertThat(seqs(head.durable()))
          .startsWith(LongStream.rangeClosed(1, seq).boxed().toArray(Long[]::new));
      assertThat(early.durable()).as("what was seen of " + session).isEqualTo(head.durable());
      assertThat(filled(early.texts())).as("shown of " + session).isEqualTo(filled(late.texts()));
    }
  }

  private static Map<String, String> filled(Map<String, String> texts) {
    return texts.entrySet().stream()
        .filter(text -> !text.getValue().isEmpty())
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> b, LinkedHashMap::new));
  }

  private static List<Long> seqs(List<JsonNode> durable) {
    return durable.stream().map(frame -> frame.path("seq").asLong()).toList();
  }
}
