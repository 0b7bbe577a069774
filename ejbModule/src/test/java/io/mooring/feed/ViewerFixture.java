package io.mooring.feed;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** One session, its channel, and peers that the test moves. */
abstract class ViewerFixture {
  static final String SESSION = "ses_1";
  static final SystemCaller ACTOR = new SystemCaller("default");
  static final Caller CALLER = new Caller("default", "ann", Set.of(Role.USER));
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00.123Z"), ZoneOffset.UTC);
  static final Duration PING = Duration.ofSeconds(20);
  static final Duration IDLE = Duration.ofSeconds(30);
  static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

  final FakeJournal journal = new FakeJournal();
  final FakeReplies replies = new FakeReplies();
  final FakeThreads threads = new FakeThreads();
  final FakeSink sink = new FakeSink();
  final Channels channels =
      new Channels(
          new FeedSources(journal, replies, new FakeSessions(), CLOCK),
          new FeedLimits(
              10, 2_000_000, 100, 100_000, IDLE, Duration.ofSeconds(5), PING, SEND_TIMEOUT, 100),
          threads.threads());

  @BeforeEach
  void open() {
    journal.open(ACTOR, SESSION);
  }

  FeedAdvanced commit(int count) {
    NewEvent event = NewEvent.of(FeedEventType.SESSION_UPDATED, Json.object().put("a", "b"));
    return journal.commit(ACTOR, SESSION, Stream.generate(() -> event).limit(count).toList());
  }

  Viewer watch(String after, FakeSink to) {
    Optional<Position> position = Optional.of(after).filter(a -> !a.isEmpty()).map(Position::parse);
    Viewer viewer = channels.watch(CALLER, SESSION, position, to);
    threads.runAll();
    return viewer;
  }

  static List<Long> seqs(FakeSink sink) {
    return sink.frames().stream()
        .filter(frame -> frame.has("at") && !frame.get("type").asText().equals("hello"))
        .filter(frame -> frame.has("seq"))
        .map(frame -> frame.get("seq").asLong())
        .toList();
  }

  static EphemeralEvent progress(String message) {
    return EphemeralEvent.progress("default", SESSION, Optional.empty(), "live", message);
  }
}
