package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;

/** Sees from both sides what has become of sessions after a crash. */
final class CrashWitness {
  private final MooringServer server;
  private final Http alice;
  private final ScriptedUpstream upstream;
  private final Http upstreamApi;
  private final Map<String, String> current = new HashMap<>();
  private final Set<String> replaced = new HashSet<>();
  private final Set<String> deleted = new HashSet<>();

  CrashWitness(MooringServer server, ScriptedUpstream upstream) {
    this.server = server;
    this.alice = server.as("alice");
    this.upstream = upstream;
    this.upstreamApi = Http.at(upstream.baseUri()).loggedIn("opencode", "known");
  }

  /** Every turn that was acknowledged is there and has ended well. */
  void requireEndedTurns(CrashSample sample) {
    if (!sample.isDeleted()) {
      JsonNode turns = alice.get(Mooring.turns(sample.session)).expect(200).json().path("items");
      assertThat(turns.findValuesAsText("state"))
          .as(sample.toString())
          .hasSize(sample.turns())
          .allMatch("completed"::equals);
    }
  }

  /** How often upstream ran a prompt. */
  int runs() {
    return upstream.controls().state().runs();
  }

  void requireNotFound(CrashSample sample) {
    assertThat(alice.get(sample.path("")).status()).as(sample.toString()).isEqualTo(404);
    assertThat(alice.post(sample.path("/ensure")).status()).isEqualTo(404);
    deleted.addAll(upstreamsOf(sample));
  }

  /** The upstream sessions that carry our mark for the session. */
  private List<String> upstreamsOf(CrashSample sample) {
    List<String> ids = new ArrayList<>();
    upstreamApi
        .get("/session?limit=10000")
        .expect(200)
        .json()
        .forEach(
            session -> {
              if (session.at("/metadata/mooring/session").asText().equals(sample.session)) {
                ids.add(session.path("id").asText());
              }
            });
    return ids;
  }

  /** It opens, remembers what was said, and its feed is whole. */
  void requireAlive(CrashSample sample) {
    String id = alice.post(sample.path("/ensure")).expect(200).at("upstreamSessionId");
    current.put(sample.session, id);
    if (sample.turns() > 0) {
      assertThat(alice.get(sample.path("/messages")).expect(200).text())
          .as(sample.toString())
          .contains(sample.nonce);
      assertThat(prompts(id, sample.nonce)).as(sample.toString()).isEqualTo(sample.turns());
    }
    readFeed(sample, id);
  }

  /** How many messages of a user upstream has with the nonce. */
  private long prompts(String id, String nonce) {
    long found = 0;
    for (JsonNode message : upstreamApi.get("/session/" + id + "/message").expect(200).json()) {
      if (message.at("/info/role").asText().equals("user")
          && message.path("parts").toString().contains(nonce)) {
        found++;
      }
    }
    return found;
  }

  private void readFeed(CrashSample sample, String id) {
    try (FeedClient feed = FeedClient.watchAfter(server, "alice", sample.session, "0")) {
      long last = feed.await("hello").path("seq").asLong();
      List<Long> seqs =
          Awaitility.await("the feed of " + sample)
              .atMost(Patience.of(Duration.ofSeconds(20)))
              .pollInterval(Duration.ofMillis(20))
              .until(() -> seqs(feed), all -> all.contains(last));
      assertThat(seqs.subList(0, (int) last))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
      List<JsonNode> told = feed.frames("session.context");
      told.stream()
          .map(frame -> frame.path("replaced").asText(""))
          .filter(old -> !old.isEmpty())
          .forEach(replaced::add);
      assertThat(told.get(told.size() - 1).path("upstreamSessionId").asText())
          .as(sample.toString())
          .isEqualTo(id);
    }
  }

  private static List<Long> seqs(FeedClient feed) {
    return feed.durable().stream().map(frame -> frame.path("seq").asLong()).toList();
  }

  /** Session to upstream session, of those that were seen alive. */
  Map<String, String> current() {
    return Map.copyOf(current);
  }

  /** What upstream may hold: what sessions have, and what they were told was replaced. */
  Set<String> named() {
    Set<String> named = new HashSet<>(current.values());
    named.addAll(replaced);
    return named;
  }

  /** What upstream holds, but for what deleted sessions had, which goes later. */
  Set<String> sessionsButDeleted() {
    Set<String> there = new HashSet<>(upstream.sessions());
    there.removeAll(deleted);
    return there;
  }
}
