package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many viewers that lose their connection at once, on real threads, while events flow. */
class ReconnectStormTest {
  private static final String SESSION = FakeClient.SESSION;
  private static final SystemCaller ACTOR = new SystemCaller("default");
  private static final int VIEWERS = 200;
  private static final int STORMS = 5;
  private static final int EVENTS_A_STORM = 300;

  private final FakeJournal journal = new FakeJournal();
  private final FakeReplies replies = new FakeReplies();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Duration never = Duration.ofDays(1);
  private final Channels channels =
      new Channels(
          new FeedSources(journal, replies, new FakeSessions(), Clock.systemUTC()),
          new FeedLimits(4_096, 1_000_000, 64, 1_000_000, never, never, never, never, 10),
          new FeedThreads(new Lanes(threads, 4, System::nanoTime), threads, System::nanoTime));

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Appends and tells deltas between, as a runner does. */
  private void run(int storm) {
    String part = "p" + storm;
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < EVENTS_A_STORM; i++) {
      String text = "w" + i + " ";
      replies.append(part, text);
      channels.publish(
          EphemeralEvent.delta(
              FeedEventType.TEXT_DELTA, "default", SESSION, "t1", part, said.length(), text));
      said.append(text);
      channels.advance(
          journal.commit(
              ACTOR, SESSION, List.of(NewEvent.of(FeedEventType.TODO_UPDATED, Json.object()))));
    }
  }

  @Test
  void everybodyWhoComesBackHasEachDurableEventOnceAndTheWholeText() throws Exception {
    journal.open(ACTOR, SESSION);
    replies.begin("t1");
    Map<String, Long> endOfTurns = new HashMap<>();
    List<FakeClient> clients = new ArrayList<>();
    for (int i = 0; i < VIEWERS; i++) {
      FakeClient client = new FakeClient(channels, endOfTurns);
      client.connect(false);
      clients.add(client);
    }

    for (int storm = 0; storm < STORMS; storm++) {
      int number = storm;
      Future<?> runner = threads.submit(() -> run(number));
      for (FakeClient client : clients) {
        client.disconnect();
        client.connect(false);
      }
      runner.get();
    }

    long last = (long) STORMS * EVENTS_A_STORM;
    for (FakeClient client : clients) {
      await()
          .pollDelay(Duration.ZERO)
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                client.verify();
                return client.lastSeq() == last
                    && replies.parts().entrySet().stream()
                        .allMatch(part -> client.text(part.getKey()).equals(part.getValue()));
              });
    }
    assertThat(clients).allMatch(FakeClient::connected);
    assertThat(channels.viewers()).isEqualTo(VIEWERS);
  }
}
