package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One session, a runner, other writers, and clients that come and go, driven by a script of
 * numbers. Between any two steps of a viewer, and within its reads, the script may do something
 * else.
 */
final class FeedScenario {
  private static final String SESSION = FakeClient.SESSION;
  private static final SystemCaller ACTOR = new SystemCaller("default");
  private static final List<String> TEXTS = List.of("a", "bc", "\uD83D\uDE00", "dé\uD83D\uDE80f");

  private final FakeJournal journal = new FakeJournal();
  private final FakeReplies replies = new FakeReplies();
  private final FakeThreads threads = new FakeThreads();
  private final Channels channels;
  private final Deque<Integer> script;
  private final Deque<EphemeralEvent> unpublished = new ArrayDeque<>();
  private final List<FeedAdvanced> untold = new ArrayList<>();
  private final List<FakeClient> clients = new ArrayList<>();
  private final Map<String, Long> endOfTurns = new HashMap<>();
  private boolean interrupting;
  private final List<String> completed = new ArrayList<>();
  private long prunedTo;
  private int turns;
  private int parts;

  FeedScenario(List<Integer> script, int ringEvents, int queueEvents) {
    this.script = new ArrayDeque<>(script);
    Duration never = Duration.ofDays(1);
    channels =
        new Channels(
            new FeedSources(journal, replies, new FakeSessions(), Clock.systemUTC()),
            new FeedLimits(
                queueEvents, 1_000_000, ringEvents, 1_000_000, never, never, never, never, 100),
            threads.threads());
    journal.open(ACTOR, SESSION);
    nextTurn();
    for (int i = 0; i < 3; i++) {
      clients.add(new FakeClient(channels, endOfTurns));
    }
    journal.beforeRead(this::interrupt);
    replies.beforeRead(this::interrupt);
  }

  void play() {
    while (!script.isEmpty()) {
      int step = script.remove();
      if (step < 70) {
        write(step);
      } else {
        follow(step);
      }
    }
  }

  /** What writers do while somebody reads. */
  private void interrupt() {
    if (!interrupting && !script.isEmpty() && script.peek() < 70) {
      interrupting = true;
      write(script.remove());
      interrupting = false;
    }
  }

  private void write(int step) {
    if (step < 10) {
      publishAll();
      channels.advance(commit(FeedEventType.TODO_UPDATED));
    } else if (step < 18) {
      completePart();
    } else if (step < 20) {
      endTurn();
    } else if (step < 22) {
      correctOrDiscard(step);
    } else if (step < 23) {
      prune();
    } else if (step < 26) {
      commit(FeedEventType.SESSION_UPDATED); // the hint is lost
    } else if (step < 32) {
      untold.add(commit(FeedEventType.SESSION_UPDATED));
    } else if (step < 38 && !untold.isEmpty()) {
      channels.advance(untold.get(step % untold.size())); // may be told again
    } else if (step < 58) {
      publishAll();
      say(TEXTS.get(step % TEXTS.size()));
    } else if (!unpublished.isEmpty()) {
      channels.publish(unpublished.remove());
    }
  }

  private void follow(int step) {
    FakeClient client = clients.get(step % clients.size());
    if (step < 85) {
      threads.runOne();
    } else if (step < 88) {
      client.read();
    } else if (step < 92) {
      client.connect(step % 2 == 0);
    } else if (step < 94) {
      client.connectAt(script.isEmpty() ? 0 : script.peek() % (journal.last(SESSION) + 3));
    } else if (step < 97) {
      client.disconnect();
    } else {
      channels.poll();
    }
  }

  private FeedAdvanced commit(FeedEventType type) {
    return journal.commit(ACTOR, SESSION, List.of(NewEvent.of(type, Json.object())));
  }

  /** The reducer knows of a delta before anybody else does. */
  private void say(String text) {
    String part = "p" + parts;
    long offset = replies.text(part).length();
    replies.append(part, text);
    unpublished.add(
        EphemeralEvent.delta(
            FeedEventType.TEXT_DELTA, "default", SESSION, "t" + turns, part, offset, text));
  }

  private void completePart() {
    publishAll();
    String part = "p" + parts++;
    completed.add(part);
    var body = Json.object().put("partId", part).put("text", replies.text(part));
    NewEvent event = NewEvent.of(FeedEventType.TEXT_COMPLETED, "t" + turns, body);
    channels.advance(journal.commit(ACTOR, SESSION, List.of(event)));
  }

  /** What was said to be complete is corrected, or taken back. */
  private void correctOrDiscard(int step) {
    if (completed.isEmpty()) {
      return;
    }
    publishAll();
    String part = completed.get(completed.size() - 1);
    String turn = "t" + turns;
    var body = Json.object().put("partId", part);
    if (step % 2 == 0) {
      replies.replace(part, replies.text(part) + "!");
      body.put("text", replies.text(part));
    } else {
      replies.remove(part);
      completed.remove(part);
    }
    NewEvent event =
        NewEvent.of(
            step % 2 == 0 ? FeedEventType.TEXT_COMPLETED : FeedEventType.PART_DISCARDED,
            turn,
            body);
    channels.advance(journal.commit(ACTOR, SESSION, List.of(event)));
  }

  /** The older half of the journal is not kept any more. */
  private void prune() {
    long last = journal.last(SESSION);
    prunedTo = Math.max(prunedTo, last / 2);
    journal.prune(SESSION, prunedTo + 1);
  }

  private void endTurn() {
    completePart();
    String turn = "t" + turns;
    nextTurn();
    NewEvent event = NewEvent.of(FeedEventType.TURN_ENDED, turn, Json.object());
    FeedAdvanced hint = journal.commit(ACTOR, SESSION, List.of(event));
    endOfTurns.put(turn, hint.events().get(0).seq());
    channels.advance(hint);
  }

  private void nextTurn() {
    turns++;
    parts++;
    completed.clear();
    replies.begin("t" + turns);
  }

  private void publishAll() {
    while (!unpublished.isEmpty()) {
      channels.publish(unpublished.remove());
    }
  }

  /** Everybody reads, hints and events arrive, and who was thrown out comes back. */
  void settle() {
    publishAll();
    for (FakeClient client : clients) {
      client.flow();
    }
    threads.runAll();
    clients.stream().filter(client -> !client.connected()).forEach(c -> c.connect(false));
    threads.runAll();
    channels.poll();
    threads.runAll();
  }

  void verify() {
    long last = journal.head(ACTOR, SESSION).seq();
    for (FakeClient client : clients) {
      client.verify();
      assertThat(client.connected()).isTrue();
      assertThat(client.lastSeq()).isEqualTo(last);
      replies
          .parts()
          .forEach((part, text) -> assertThat(client.text(part)).as(part).isEqualTo(text));
    }
  }
}
