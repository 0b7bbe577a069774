package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ViewerEndTest extends ViewerFixture {
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
        NewEvent.of(FeedEventType.SESSION_UPDATED, Json.object().put("a", "x".repeat(3_000_000)));

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
  void drainsAllAndTakesNoMore() {
    watch("", sink);

    assertThat(channels.drain()).isCompleted();

    assertThat(sink.ends()).containsExactly(ViewerEnd.DRAINING);
    assertThatThrownBy(() -> watch("", new FakeSink())).isInstanceOf(FeedDraining.class);
  }
}
