package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ViewerTest extends ViewerFixture {
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
  void keepsTenantsApart() {
    watch("", sink);

    channels.publish(EphemeralEvent.progress("other", SESSION, Optional.empty(), "live", "secret"));
    threads.runAll();

    assertThat(sink.types()).containsExactly("hello");
  }
}
