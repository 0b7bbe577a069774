package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a viewer costs that does not read, and whom. */
class StalledViewerTest extends ViewerFixture {
  private static final long MIB = 1024 * 1024;

  private final Channels real =
      new Channels(
          new FeedSources(journal, replies, new FakeSessions(), CLOCK),
          new FeedLimits(
              4_096, MIB, 1_024, MIB, IDLE, Duration.ofSeconds(5), PING, SEND_TIMEOUT, 100),
          threads.threads());

  private Viewer follow(FakeSink to) {
    Viewer viewer = real.watch(CALLER, SESSION, java.util.Optional.empty(), to);
    threads.runAll();
    return viewer;
  }

  private void say(long offset, String text) {
    real.publish(
        EphemeralEvent.delta(
            FeedEventType.TEXT_DELTA, "default", SESSION, "trn_1", "p", offset, text));
  }

  @Test
  void getsFewerAndLongerFramesInsteadOfAnEnd() {
    replies.begin("trn_1");
    FakeSink slow = new FakeSink();
    follow(slow);
    follow(sink);
    slow.stalling();

    StringBuilder said = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      say(said.length(), "t" + i + " ");
      said.append('t').append(i).append(' ');
      threads.runAll();
    }
    slow.flow();
    threads.runAll();

    assertThat(slow.ends()).isEmpty();
    assertThat(text(slow)).isEqualTo(said.toString()).isEqualTo(text(sink));
    assertThat(sink.sent()).hasSize(20_001);
    assertThat(slow.sent()).hasSizeLessThan(20);
  }

  @Test
  void holdsAMebibyteAtMostAndEndsInBoundedTimeWhileOthersGetAllAtOnce() {
    replies.begin("trn_1");
    FakeSink stalled = new FakeSink().stalling();
    Viewer viewer = follow(stalled);
    follow(sink);
    String text = "x".repeat(100);
    long offset = 0;

    for (int second = 0; stalled.ends().isEmpty(); second++) {
      assertThat(second).isLessThanOrEqualTo((int) SEND_TIMEOUT.toSeconds() + 1);
      for (int i = 0; i < 500; i++) {
        say(offset, text);
        offset += text.length();
        threads.runAll();
        assertThat(viewer.waitingBytes()).isLessThanOrEqualTo(MIB);
      }
      assertThat(text(sink)).hasSize((int) offset);
      threads.pass(Duration.ofSeconds(1));
      real.tick();
    }

    assertThat(stalled.ends()).containsExactly(ViewerEnd.TOO_SLOW);
    assertThat(ViewerEnd.TOO_SLOW.closeCode()).isEqualTo(1013);
    assertThat(viewer.waitingBytes()).isZero();
    assertThat(sink.ends()).isEmpty();
  }

  @Test
  void drawsAPageOfTheJournalThatLeavesRoomForTheQueue() {
    NewEvent large =
        NewEvent.of(FeedEventType.SESSION_UPDATED, Json.object().put("a", "x".repeat(50_000)));
    for (int i = 0; i < 40; i++) {
      journal.commit(ACTOR, SESSION, List.of(large));
    }
    FakeSink stalled = new FakeSink().stalling();

    Viewer viewer =
        real.watch(CALLER, SESSION, java.util.Optional.of(Position.parse("0")), stalled);
    threads.runAll();
    stalled.read();
    threads.runAll();

    assertThat(viewer.readyBytes()).isBetween(1L, MIB / 4);
  }

  private static String text(FakeSink peer) {
    StringBuilder text = new StringBuilder();
    peer.frames().stream()
        .filter(frame -> frame.get("type").asText().equals("text.delta"))
        .forEach(frame -> text.append(frame.get("text").asText()));
    return text.toString();
  }
}
