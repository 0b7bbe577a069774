package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.job.RunningJob;
import io.mooring.job.RunningJobInTests;
import io.mooring.json.Json;
import io.mooring.schema.TestBeans;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.time.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalPruningTest {
  private static final SystemCaller SYSTEM = new SystemCaller("default");
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private final MovedClock clock = new MovedClock();
  private final Ids ids = new Ids(Clock.systemUTC());
  private final String session = ids.next("ses");

  private static final class MovedClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private TestBeans beans(TestDatabase.Kind kind) {
    TestBeans beans =
        new TestBeans(DATABASES.get(kind))
            .bind(Clock.class, clock)
            .bind(Ids.class, ids)
            .bind(SessionView.class, new FakeSessions())
            .bind(RunningJob.class, new RunningJobInTests())
            .bind(Settings.class, Settings.of(Map.of("mooring.feed.keep-events", "1500")));
    beans.inTransaction(
        () -> {
          beans.get(Journal.class).open(SYSTEM, session);
          return true;
        });
    return beans;
  }

  private void append(TestBeans beans, int count) {
    NewEvent event = NewEvent.of(FeedEventType.TODO_UPDATED, Json.object());
    beans.inTransaction(
        () ->
            beans
                .get(Journal.class)
                .append(SYSTEM, session, Stream.generate(() -> event).limit(count).toList()));
  }

  private static PruneJournals job(TestBeans beans) {
    return beans.get(PruneJournals.class);
  }

  @ParameterizedTest
  @EnumSource
  void takesWhatIsTooOldAndKeepsTheRestReadable(TestDatabase.Kind kind) {
    TestBeans beans = beans(kind);
    append(beans, 3);
    clock.pass(Duration.ofDays(29));
    append(beans, 2);
    clock.pass(Duration.ofDays(2));

    job(beans).process();

    Head head = beans.get(Journal.class).head(SYSTEM, session);
    assertThat(head.seq()).isEqualTo(5);
    assertThat(head.journalFrom()).isEqualTo(4);
    assertThat(beans.get(Journal.class).read(SYSTEM, session, 0, 10))
        .extracting(StoredEvent::seq)
        .containsExactly(4L, 5L);
    assertThat(beans.get(JournalPruning.class).due(SYSTEM, "")).doesNotContain(session);
  }

  @ParameterizedTest
  @EnumSource
  void takesWhatIsTooMuchInPages(TestDatabase.Kind kind) {
    TestBeans beans = beans(kind);
    append(beans, 3_000);

    assertThat(beans.get(JournalPruning.class).due(SYSTEM, "")).contains(session);
    assertThat(beans.get(JournalPruning.class).pruneOne(SYSTEM, session)).isEqualTo(1_000);
    assertThat(beans.get(Journal.class).head(SYSTEM, session).journalFrom()).isEqualTo(1_001);
    job(beans).process();

    assertThat(beans.get(Journal.class).head(SYSTEM, session).journalFrom()).isEqualTo(1_501);
    assertThat(beans.get(Journal.class).read(SYSTEM, session, 0, 3_000)).hasSize(1_500);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnNumberingWhenAllWasTaken(TestDatabase.Kind kind) {
    TestBeans beans = beans(kind);
    append(beans, 4);
    clock.pass(Duration.ofDays(31));
    job(beans).process();

    append(beans, 1);

    Head head = beans.get(Journal.class).head(SYSTEM, session);
    assertThat(head.journalFrom()).isEqualTo(5);
    assertThat(head.seq()).isEqualTo(5);
    assertThat(beans.get(Journal.class).read(SYSTEM, session, 0, 10)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void tellsAViewerWhosePositionIsNotKeptOfAGapAndTheState(TestDatabase.Kind kind) {
    TestBeans beans = beans(kind);
    append(beans, 4);
    clock.pass(Duration.ofDays(31));
    append(beans, 2);
    job(beans).process();
    FakeThreads threads = new FakeThreads();
    Duration never = Duration.ofDays(1);
    Channels channels =
        new Channels(
            new FeedSources(beans.get(Journal.class), new FakeReplies(), new FakeSessions(), clock),
            new FeedLimits(10, 10_000, 10, 10_000, never, never, never, never, 10),
            threads.threads());
    String epoch = beans.get(Journal.class).head(SYSTEM, session).epoch();

    for (String after : List.of("1", epoch + ".1")) {
      FakeSink sink = new FakeSink();
      var unused =
          channels.watch(ViewerFixture.CALLER, session, Optional.of(Position.parse(after)), sink);
      threads.runAll();

      assertThat(sink.types())
          .containsExactly("hello", "gap", "state", "todo.updated", "todo.updated");
      assertThat(sink.frames().get(1).get("from").asLong()).isEqualTo(2);
      assertThat(sink.frames().get(1).get("to").asLong()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesNothingThatAWriterIsAboutToFollow(TestDatabase.Kind kind) throws Exception {
    TestBeans beans = beans(kind);
    append(beans, 2_600);
    CompletableFuture<String> pruning = CompletableFuture.supplyAsync(job(beans)::process);

    for (int i = 0; i < 20; i++) {
      append(beans, 5);
    }
    pruning.join();
    job(beans).process();

    Head head = beans.get(Journal.class).head(SYSTEM, session);
    assertThat(head.seq()).isEqualTo(2_700);
    assertThat(head.journalFrom()).isEqualTo(1_201);
    assertThat(beans.get(Journal.class).read(SYSTEM, session, 0, 3_000)).hasSize(1_500);
  }

  @ParameterizedTest
  @EnumSource
  void forgetsTicketsThatNobodyCanUseAnyMore(TestDatabase.Kind kind) {
    TestBeans beans = beans(kind);
    beans.get(FeedTickets.class).issue(ViewerFixture.CALLER, Optional.empty());
    clock.pass(Duration.ofSeconds(31));
    FeedTickets.Issued fresh =
        beans.get(FeedTickets.class).issue(ViewerFixture.CALLER, Optional.empty());

    job(beans).process();

    assertThat(beans.get(FeedTickets.class).forgetOld(SYSTEM)).isZero();
    assertThat(beans.get(FeedTickets.class).redeem(fresh.ticket(), Optional.empty())).isPresent();
  }
}
