package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.access.SystemCaller;
import io.mooring.feed.EphemeralEvent;
import io.mooring.feed.FeedHub;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import io.mooring.session.SessionStatus;
import io.mooring.turn.reply.ReplyEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplyFeedTest {
  private static final ClaimedTurn TURN =
      new ClaimedTurn(
          "default",
          "ses_1",
          "turn_1",
          1,
          1,
          "/w",
          false,
          Json.read("[]"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty());

  private final List<String> order = new ArrayList<>();
  private long nanos;

  private final TurnClaims claims =
      new TurnClaims() {
        @Override
        public void append(
            SystemCaller system,
            ClaimedTurn claimed,
            List<NewEvent> events,
            Optional<SessionStatus> status) {
          order.add("commit " + events.size() + status.map(s -> " " + s.label()).orElse(""));
        }
      };
  private final FeedHub hub =
      new FeedHub() {
        @Override
        public void publish(EphemeralEvent event) {
          order.add(event.type().wireName());
        }
      };
  private final ReplyFeed feed =
      new ReplyFeed(
          TURN,
          claims,
          hub,
          () -> nanos,
          new Checkpoint(() -> nanos, () -> order.add("written down")));

  private static ReplyEvent text() {
    return new ReplyEvent.TextCompleted("prt_1", "a");
  }

  @Test
  void anEphemeralEventWaitsForTheDurableOnesBefore() {
    feed.publish(List.of(text(), text(), new ReplyEvent.TextDelta("prt_2", 0, "b"), text()));

    assertThat(order).containsExactly("commit 2", "text.delta");
    assertThat(feed.takePending(List.of())).hasSize(1);
  }

  @Test
  void commitsAfterTenMillisecondsHoweverMuchFollows() {
    feed.publish(List.of(text()));
    nanos += Duration.ofMillis(6).toNanos();
    feed.publish(List.of(text()));
    feed.tick();
    assertThat(order).isEmpty();
    nanos += Duration.ofMillis(6).toNanos();
    feed.tick();

    assertThat(order).containsExactly("commit 2");
  }

  @Test
  void commitsSixtyFourAtOnce() {
    feed.publish(Collections.nCopies(64, text()));

    assertThat(order).containsExactly("commit 64");
  }

  @Test
  void tellsOfRetryingAndOfGoingOnOnceEach() {
    feed.goesOn();
    feed.publish(List.of(new ReplyEvent.Retry(1, null, "slow")));
    feed.publish(List.of(new ReplyEvent.Retry(2, null, "slow")));
    feed.flush();
    feed.goesOn();
    feed.goesOn();
    feed.flush();

    assertThat(order).containsExactly("commit 2 retrying", "commit 0 busy");
  }

  @Test
  void showsAToolsOutputFourTimesASecond() {
    for (int i = 0; i < 50; i++) {
      feed.publish(List.of(new ReplyEvent.ToolOutput("call", i, "x")));
      nanos += Duration.ofMillis(10).toNanos();
      feed.tick();
    }

    assertThat(order).hasSizeBetween(2, 3);
  }

  @Test
  void textThatGrowsIsWrittenDownOnceASecondAndWhatRestsIsNot() {
    feed.publish(List.of(new ReplyEvent.TextDelta("prt_2", 0, "a")));
    feed.tick();
    assertThat(order).doesNotContain("written down");
    assertThat(feed.patience(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(1));

    nanos += Duration.ofSeconds(1).toNanos();
    feed.publish(List.of(new ReplyEvent.TextDelta("prt_2", 1, "b")));
    feed.tick();
    feed.tick();
    nanos += Duration.ofSeconds(5).toNanos();
    feed.tick();

    assertThat(Collections.frequency(order, "written down")).isEqualTo(1);
    assertThat(feed.patience(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
  }
}
