package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewerTest {
  private static final String SESSION = "ses_1";
  private static final SystemCaller ACTOR = new SystemCaller("default");
  private static final Caller CALLER = new Caller("default", "ann", Set.of(Role.USER));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00.123Z"), ZoneOffset.UTC);
  private static final Duration PING = Duration.ofSeconds(20);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

  private final FakeJournal journal = new FakeJournal();
  private final FakeReplies replies = new FakeReplies();
  private final FakeThreads threads = new FakeThreads();
  private final FakeSink sink = new FakeSink();
  private final Channels channels =
      new Channels(
          new FeedSources(journal, replies, new FakeSessions(), CLOCK),
          new FeedLimits(10, 10_000, 100, 100_000, IDLE, Duration.ofSeconds(5), PING, SEND_TIMEOUT),
          threads.threads());

  @BeforeEach
  void open() {
    journal.open(ACTOR, SESSION);
  }

  private FeedAdvanced commit(int count) {
    NewEvent event = NewEvent.of(FeedEventType.SESSION_UPDATED, Json.object().put("a", "b"));
    return journal.commit(ACTOR, SESSION, Stream.generate(() -> event).limit(count).toList());
  }

  private Viewer watch(String after, FakeSink to) {
    Optional<Position> position = Optional.of(after).filter(a -> !a.isEmpty()).map(Position::parse);
    Viewer viewer = channels.watch(CALLER, SESSION, position, to);
    threads.runAll();
    return viewer;
  }

  private static List<Long> seqs(FakeSink sink) {
    return sink.frames().stream()
        .filter(frame -> frame.has("at") && !frame.get("type").asText().equals("hello"))
        .filter(frame -> frame.has("seq"))
        .map(frame -> frame.get("seq").asLong())
        .toList();
  }

  private static EphemeralEvent progress(String message) {
    return EphemeralEvent.progress("default", SESSION, Optional.empty(), "live", message);
  }

  @Test
  void greetsWithTheHeadAndTheOpenReply() {
    commit(3);
    replies.begin("trn_1");
    replies.append("p", "Hi");

    watch("", sink);

    JsonNode hello = sink.frames().get(0);
    assertThat(sink.types()).containsExactly("hello");
    assertThat(hello.get("seq").asLong()).isEqualTo(3);
    assertThat(hello.get("epoch").asText()).isEqualTo(FakeJournal.EPOCH);
    assertThat(hello.at("/open/parts/0/text").asText()).isEqualTo("Hi");
    assertThat(hello.get("at").asText()).isEqualTo("2026-03-01T12:00:00.123Z");
    assertThat(sink.sent().get(0).position()).isEmpty();
  }

  @Test
  void sendsWhatCameAfterThePositionAndThenWhatComes() {
    commit(3);

    watch("epo_1.1", sink);
    channels.advance(commit(1));
    threads.runAll();

    assertThat(seqs(sink)).containsExactly(2L, 3L, 4L);
    assertThat(sink.sent().get(3).position()).contains("epo_1.4");
    assertThat(sink.frames().get(1).toString())
        .isEqualTo(
            "{\"seq\":2,\"type\":\"session.updated\",\"at\":\"1970-01-01T00:00:00.000Z\","
                + "\"sessionId\":\"ses_1\",\"a\":\"b\"}");
  }

  @Test
  void readsALongJournalInPages() {
    commit(1_201);

    watch("0", sink);

    assertThat(seqs(sink)).isEqualTo(LongStream.rangeClosed(1, 1_201).boxed().toList());
    assertThat(journal.reads()).isEqualTo(3);
  }

  @Test
  void doesNotCallAViewerSlowThatReadsALongJournalWhileMoreHappens() {
    commit(1_000);
    FakeSink stalled = new FakeSink().stalling();
    watch("0", stalled);

    for (int i = 0; i < 50; i++) {
      channels.advance(commit(1));
    }
    stalled.flow();
    threads.runAll();

    assertThat(stalled.ends()).isEmpty();
    assertThat(seqs(stalled)).isEqualTo(LongStream.rangeClosed(1, 1_050).boxed().toList());
  }

  @Test
  void tellsOfAGapAndTheStateForAnotherEpochAndPastTheHead() {
    commit(3);

    for (String after : List.of("epo_0.2", "4")) {
      FakeSink peer = new FakeSink();
      watch(after, peer);

      assertThat(peer.types()).containsExactly("hello", "gap", "state");
      assertThat(peer.frames().get(1).get("from").asLong()).isEqualTo(1);
      assertThat(peer.frames().get(1).get("to").asLong()).isEqualTo(3);
      assertThat(peer.frames().get(2).at("/session/id").asText()).isEqualTo(SESSION);
    }
    channels.advance(commit(1));
    threads.runAll();
  }

  @Test
  void tellsOfAGapForWhatIsNoLongerKeptAndGoesOnWithWhatIs() {
    commit(10);
    journal.prune(SESSION, 8);

    watch("2", sink);

    assertThat(sink.types().subList(0, 3)).containsExactly("hello", "gap", "state");
    assertThat(sink.frames().get(1).get("from").asLong()).isEqualTo(3);
    assertThat(sink.frames().get(1).get("to").asLong()).isEqualTo(7);
    assertThat(seqs(sink)).containsExactly(8L, 9L, 10L);
  }

  @Test
  void readsTheJournalWhenAHintWasLostOrComesTooLate() {
    watch("", sink);
    FeedAdvanced late = commit(1);
    commit(1);

    channels.advance(commit(1));
    threads.runAll();
    channels.advance(late);
    threads.runAll();

    assertThat(seqs(sink)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void pollsForWhatNobodyToldWithOneQuery() {
    watch("", sink);
    FakeSink second = new FakeSink();
    watch("", second);
    commit(2);
    int before = journal.reads();

    threads.pass(Duration.ofSeconds(5));
    channels.tick();
    threads.runAll();

    assertThat(seqs(sink)).containsExactly(1L, 2L);
    assertThat(seqs(second)).containsExactly(1L, 2L);
    assertThat(journal.reads() - before).as("one poll, one read for both").isEqualTo(2);
  }

  @Test
  void keepsTheOrderOfPublication() {
    watch("", sink);

    channels.publish(progress("a"));
    channels.advance(commit(1));
    channels.publish(progress("b"));
    channels.advance(commit(1));
    threads.runAll();

    assertThat(sink.types())
        .containsExactly("hello", "progress", "session.updated", "progress", "session.updated");
  }

  @Test
  void showsProgressToTheFirstViewerOfASessionWithAHistory() {
    commit(3);
    watch("", sink);

    channels.publish(progress("a"));
    threads.runAll();

    assertThat(sink.types()).containsExactly("hello", "progress");
  }

  @Test
  void endsAViewerWhoseQueueIsFullAndLeavesTheOthersAlone() {
    FakeSink stalled = new FakeSink().stalling();
    watch("", stalled);
    watch("", sink);

    for (int i = 0; i < 11; i++) {
      channels.publish(progress("p" + i));
      threads.runAll();
    }

    assertThat(stalled.ends()).containsExactly(ViewerEnd.TOO_SLOW);
    assertThat(sink.ends()).isEmpty();
    assertThat(sink.sent()).hasSize(12);
  }

  @Test
  void countsDurableEventsOfALiveViewerInItsQueue() {
    FakeSink peer = new FakeSink();
    watch("", peer);
    peer.stalling();
    channels.publish(progress("stalls"));
    threads.runAll();

    for (int i = 0; i < 11; i++) {
      channels.advance(commit(1));
    }

    assertThat(peer.ends()).containsExactly(ViewerEnd.TOO_SLOW);
    FakeSink again = new FakeSink();
    watch("0", again);
    assertThat(seqs(again)).hasSize(11);
  }

  @Test
  void takesOneEventLargerThanTheQueue() {
    watch("", sink);
    NewEvent large =
        NewEvent.of(FeedEventType.SESSION_UPDATED, Json.object().put("a", "x".repeat(20_000)));

    channels.advance(journal.commit(ACTOR, SESSION, List.of(large)));
    threads.runAll();

    assertThat(sink.ends()).isEmpty();
    assertThat(seqs(sink)).containsExactly(1L);
  }

  @Test
  void endsAViewerWhoseSendTakesTooLong() {
    FakeSink stalled = new FakeSink().stalling();
    watch("", stalled);

    threads.pass(SEND_TIMEOUT.plusMillis(1));
    channels.tick();

    assertThat(stalled.ends()).containsExactly(ViewerEnd.TOO_SLOW);
  }

  @Test
  void pingsOnceAPeriod() {
    watch("", sink);

    threads.pass(PING);
    channels.tick();
    channels.tick();
    threads.runAll();

    assertThat(sink.types()).containsExactly("hello", "ping");
    assertThat(sink.frames().get(1).has("seq")).isFalse();
  }

  @Test
  void sendsNothingMoreToAPeerThatIsGone() {
    FakeSink stalled = new FakeSink().stalling();
    Viewer viewer = watch("", stalled);
    channels.advance(commit(1));

    stalled.fail();
    threads.runAll();

    assertThat(viewer.state()).isEqualTo(Viewer.State.ENDED);
    assertThat(stalled.types()).containsExactly("hello");
  }

  @Test
  void refusesAViewerOfASessionThatIsGone() {
    channels.watch(CALLER, "ses_unknown", Optional.empty(), sink);
    threads.runAll();

    assertThat(sink.ends()).containsExactly(ViewerEnd.NOT_ALLOWED);
  }

  @Test
  void forgetsASessionThatNobodyWatches() {
    Viewer viewer = watch("", sink);
    viewer.leave();

    channels.tick();
    assertThat(channels.size()).isEqualTo(1);
    threads.pass(IDLE);
    channels.tick();

    assertThat(channels.size()).isZero();
    assertThat(sink.ends()).isEmpty();
  }

  @Test
  void keepsTenantsApart() {
    watch("", sink);

    channels.publish(EphemeralEvent.progress("other", SESSION, Optional.empty(), "live", "secret"));
    threads.runAll();

    assertThat(sink.types()).containsExactly("hello");
  }

  @Test
  void drainsAllAndTakesNoMore() {
    watch("", sink);

    assertThat(channels.drain()).isCompleted();

    assertThat(sink.ends()).containsExactly(ViewerEnd.DRAINING);
    assertThatThrownBy(() -> watch("", new FakeSink())).isInstanceOf(FeedDraining.class);
  }
}
