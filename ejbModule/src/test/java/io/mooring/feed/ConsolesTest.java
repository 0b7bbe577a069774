package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.access.Caller;
import io.mooring.access.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsolesTest {
  private static final Caller ANN = new Caller("default", "ann", Set.of(Role.USER));
  private static final Caller ADMIN = new Caller("default", "eve", Set.of(Role.ADMIN));
  private static final Caller STRANGER = new Caller("other", "ann", Set.of(Role.ADMIN));

  private final FakeJournal journal = new FakeJournal();
  private final FakeReplies replies = new FakeReplies();
  private final FakeSessions sessions = new FakeSessions();
  private final FakeThreads threads = new FakeThreads();
  private final FakeSink sink = new FakeSink();
  private final Consoles consoles =
      new Consoles(
          new FeedSources(journal, replies, sessions, ViewerFixture.CLOCK),
          new FeedLimits(
              10,
              10_000,
              100,
              100_000,
              ViewerFixture.IDLE,
              Duration.ofSeconds(5),
              ViewerFixture.PING,
              ViewerFixture.SEND_TIMEOUT,
              20),
          threads.threads());

  private Console watch(Caller caller, FakeSink to) {
    Console console = consoles.watch(caller, to);
    threads.runAll();
    return console;
  }

  private void put(String id, String owner, String status, long version) {
    sessions.put(
        new SessionOverview(
            id, owner, status, "Title of " + id, status.equals("busy"), false, version));
  }

  private void flush() {
    consoles.flush();
    threads.runAll();
  }

  @Test
  void greetsAndTellsOfASessionOnceAPeriodHoweverOftenItChanged() {
    journal.open(ViewerFixture.ACTOR, "ses_1");
    replies.begin("trn_7");
    watch(ANN, sink);
    put("ses_1", "ann", "busy", 1);

    for (int i = 0; i < 100; i++) {
      consoles.changed("default", "ses_1");
    }
    flush();
    flush();

    assertThat(sink.types()).containsExactly("hello", "session");
    JsonNode frame = sink.frames().get(1);
    assertThat(frame.get("sessionId").asText()).isEqualTo("ses_1");
    assertThat(frame.get("seq").asLong()).isZero();
    assertThat(frame.get("status").asText()).isEqualTo("busy");
    assertThat(frame.get("title").asText()).isEqualTo("Title of ses_1");
    assertThat(frame.get("turn").asText()).isEqualTo("trn_7");
    assertThat(sessions.reads()).isEqualTo(1);
  }

  @Test
  void showsAUserTheOwnSessionsAndAnAdminTheTenants() {
    FakeSink all = new FakeSink();
    FakeSink foreign = new FakeSink();
    watch(ANN, sink);
    watch(ADMIN, all);
    watch(STRANGER, foreign);
    put("ses_1", "ann", "idle", 1);
    put("ses_2", "bob", "idle", 1);

    consoles.changed("default", "ses_1");
    consoles.changed("default", "ses_2");
    flush();

    assertThat(ids(sink)).containsExactly("ses_1");
    assertThat(ids(all)).containsExactlyInAnyOrder("ses_1", "ses_2");
    assertThat(foreign.types()).containsExactly("hello");
  }

  @Test
  void tellsThatASessionIsGone() {
    watch(ANN, sink);
    sessions.put(new SessionOverview("ses_1", "ann", "closed", "", false, true, 2));

    consoles.changed("default", "ses_1");
    flush();

    assertThat(sink.types()).containsExactly("hello", "session.gone");
    assertThat(sink.frames().get(1).get("sessionId").asText()).isEqualTo("ses_1");
    assertThat(sink.frames().get(1).has("title")).isFalse();
  }

  @Test
  void keepsTheNewestOfASessionForAConsoleThatReadsSlowly() {
    FakeSink slow = new FakeSink().stalling();
    watch(ANN, slow);
    for (int i = 1; i <= 50; i++) {
      put("ses_1", "ann", i % 2 == 0 ? "idle" : "busy", i);
      consoles.changed("default", "ses_1");
      flush();
    }

    slow.flow();
    threads.runAll();

    assertThat(slow.ends()).isEmpty();
    assertThat(slow.types()).containsExactly("hello", "session");
    assertThat(slow.frames().get(1).get("status").asText()).isEqualTo("idle");
  }

  @Test
  void endsAConsoleForWhichTooManySessionsWait() {
    FakeSink stalled = new FakeSink().stalling();
    watch(ANN, stalled);
    watch(ADMIN, sink);
    for (int i = 0; i < 21; i++) {
      put("ses_" + i, "ann", "idle", 1);
      consoles.changed("default", "ses_" + i);
      flush();
    }

    assertThat(stalled.ends()).containsExactly(ViewerEnd.TOO_SLOW);
    assertThat(sink.ends()).isEmpty();
    assertThat(ids(sink)).hasSize(21);
  }

  @Test
  void findsByPollingWhatAnotherNodeDidAndTellsItOnce() {
    journal.open(ViewerFixture.ACTOR, "ses_1");
    watch(ANN, sink);
    put("ses_1", "ann", "busy", 3);
    sessions.changed(Map.of("ses_1", 3L));

    poll();
    poll();
    assertThat(sink.types()).containsExactly("hello", "session");

    sessions.changed(Map.of()); // long ago by now, but a turn runs
    journal.commit(
        ViewerFixture.ACTOR,
        "ses_1",
        List.of(NewEvent.of(FeedEventType.TODO_UPDATED, io.mooring.json.Json.object())));
    poll();

    assertThat(sink.types()).containsExactly("hello", "session", "session");
    assertThat(sink.frames().get(2).get("seq").asLong()).isEqualTo(1);
  }

  private void poll() {
    consoles.poll();
    flush();
  }

  @Test
  void remembersNothingWhileNobodyWatches() {
    consoles.changed("default", "ses_1");
    put("ses_1", "ann", "idle", 1);
    watch(ANN, sink);

    flush();

    assertThat(sink.types()).containsExactly("hello");
    assertThat(sessions.reads()).isZero();
  }

  @Test
  void pingsAndForgetsAConsoleThatLeft() {
    Console console = watch(ANN, sink);

    threads.pass(ViewerFixture.PING);
    consoles.tick();
    threads.runAll();
    console.leave();

    assertThat(sink.types()).containsExactly("hello", "ping");
    assertThat(consoles.size()).isZero();
  }

  @Test
  void endsAConsoleWhoseSendTakesTooLong() {
    FakeSink stalled = new FakeSink().stalling();
    watch(ANN, stalled);

    threads.pass(ViewerFixture.SEND_TIMEOUT.plusMillis(1));
    consoles.tick();

    assertThat(stalled.ends()).containsExactly(ViewerEnd.TOO_SLOW);
  }

  @Test
  void drainsAllAndTakesNoMore() {
    watch(ANN, sink);

    assertThat(consoles.drain()).isCompleted();

    assertThat(sink.ends()).containsExactly(ViewerEnd.DRAINING);
    assertThatThrownBy(() -> watch(ANN, new FakeSink())).isInstanceOf(FeedDraining.class);
  }

  private static List<String> ids(FakeSink peer) {
    return peer.frames().stream()
        .filter(frame -> frame.get("type").asText().equals("session"))
        .map(frame -> frame.get("sessionId").asText())
        .toList();
  }
}
