package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Actor;
import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import io.mooring.schema.RowsRead;
import io.mooring.schema.TestDatabase;
import io.mooring.schema.TestDatabases;
import io.mooring.time.Ids;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalTest {
  private static final Actor ACTOR = new SystemCaller("default");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Ids IDS = new Ids(CLOCK);
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  private final FakeEvents<FeedAdvanced> advanced = new FakeEvents<>();

  private Journal journal(EntityManager entities) {
    return new Journal(new FeedHeads(entities), new FeedEvents(entities), advanced, CLOCK, IDS);
  }

  private static NewEvent event(String word) {
    return NewEvent.of(FeedEventType.SESSION_UPDATED, "trn_1", Json.object().put("word", word));
  }

  @ParameterizedTest
  @EnumSource
  void numbersEventsFromOneAndReadsThemBack(TestDatabase.Kind kind) {
    TestDatabase database = DATABASES.get(kind);
    String session = IDS.next("ses");
    String large = "ä\uD83D\uDE00\u0000".repeat(50_000);

    long last =
        database.inTransaction(
            em -> {
              journal(em).open(ACTOR, session);
              journal(em).append(ACTOR, session, List.of(event("a"), event(large)));
              return journal(em).append(ACTOR, session, List.of(event("c")));
            });

    assertThat(last).isEqualTo(3);
    List<StoredEvent> all = database.inTransaction(em -> journal(em).read(ACTOR, session, 0, 500));
    assertThat(all).extracting(StoredEvent::seq).containsExactly(1L, 2L, 3L);
    assertThat(all).extracting(StoredEvent::at).containsOnly(NOW);
    assertThat(all.get(1).turnId()).contains("trn_1");
    assertThat(Json.read(all.get(1).body()).get("word").asText()).isEqualTo(large);
    assertThat(all)
        .isEqualTo(advanced.fired().stream().flatMap(hint -> hint.events().stream()).toList());
  }

  @ParameterizedTest
  @EnumSource
  void readsAPageAfterAPosition(TestDatabase.Kind kind) {
    TestDatabase database = DATABASES.get(kind);
    String session = opened(database);
    database.transact(
        em ->
            journal(em)
                .append(ACTOR, session, List.of(event("a"), event("b"), event("c"), event("d"))));

    List<StoredEvent> page = database.inTransaction(em -> journal(em).read(ACTOR, session, 1, 2));

    assertThat(page).extracting(StoredEvent::seq).containsExactly(2L, 3L);
  }

  @ParameterizedTest
  @EnumSource
  void givesNoSeqAwayWhenTheTransactionRollsBack(TestDatabase.Kind kind) {
    TestDatabase database = DATABASES.get(kind);
    String session = opened(database);

    assertThatThrownBy(
            () ->
                database.transact(
                    em -> {
                      journal(em).append(ACTOR, session, List.of(event("lost")));
                      throw new IllegalStateException("rolled back");
                    }))
        .hasMessage("rolled back");
    long seq =
        database.inTransaction(em -> journal(em).append(ACTOR, session, List.of(event("kept"))));

    assertThat(seq).isEqualTo(1);
    assertThat(database.inTransaction(em -> journal(em).head(ACTOR, session)).seq()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void seesANewHeadAfterAnOlderOneWasReadInTheSameTransaction(TestDatabase.Kind kind) {
    TestDatabase database = DATABASES.get(kind);
    String session = opened(database);

    long seq =
        database.inTransaction(
            em -> {
              long before = journal(em).head(ACTOR, session).seq();
              if (kind == TestDatabase.Kind.POSTGRESQL) {
                database.transact(
                    other -> journal(other).append(ACTOR, session, List.of(event("other"))));
                before++;
              }
              assertThat(journal(em).append(ACTOR, session, List.of(event("a"))))
                  .isEqualTo(before + 1);
              return journal(em).append(ACTOR, session, List.of(event("b")));
            });

    assertThat(database.inTransaction(em -> journal(em).head(ACTOR, session)).seq()).isEqualTo(seq);
  }

  @ParameterizedTest
  @EnumSource
  void keepsTenantsApart(TestDatabase.Kind kind) {
    TestDatabase database = DATABASES.get(kind);
    String session = opened(database);
    database.transact(em -> journal(em).append(ACTOR, session, List.of(event("a"))));
    Actor stranger = new SystemCaller("other");

    List<StoredEvent> events =
        database.inTransaction(em -> journal(em).read(stranger, session, 0, 10));
    Map<String, Long> seqs =
        database.inTransaction(em -> journal(em).lastSeqs(stranger, List.of(session)));

    assertThat(events).isEmpty();
    assertThat(seqs).isEmpty();
    assertThatThrownBy(() -> database.transact(em -> journal(em).head(stranger, session)))
        .isInstanceOf(FeedMissing.class);
    assertThatThrownBy(
            () ->
                database.transact(em -> journal(em).append(stranger, session, List.of(event("x")))))
        .isInstanceOf(FeedMissing.class);
  }

  @ParameterizedTest
  @EnumSource
  void answersTheLastSeqsOfManySessionsAtOnce(TestDatabase.Kind kind) {
    TestDatabase database = DATABASES.get(kind);
    String first = opened(database);
    String second = opened(database);
    database.transact(em -> journal(em).append(ACTOR, second, List.of(event("a"))));

    Map<String, Long> seqs =
        database.inTransaction(
            em -> journal(em).lastSeqs(ACTOR, List.of(first, second, "ses_unknown")));

    assertThat(seqs).isEqualTo(Map.of(first, 0L, second, 1L));
  }

  @ParameterizedTest
  @EnumSource
  void theLastSeqsOfAFewAreReadAloneHoweverManySessionsThereAre(TestDatabase.Kind kind)
      throws SQLException {
    try (TestDatabase database = TestDatabase.start(kind)) {
      List<String> all = new ArrayList<>();
      database.transact(
          em -> {
            for (int i = 0; i < 2_000; i++) {
              all.add("ses_%08d".formatted(i));
              journal(em).open(ACTOR, all.get(i));
            }
          });
      RowsRead.analyze(database, kind, "feed_heads");
      List<String> some = all.subList(700, 720);

      long rows =
          RowsRead.by(
              database,
              kind,
              "feed_heads",
              em -> assertThat(journal(em).lastSeqs(ACTOR, some)).hasSize(20));

      // Derby counts a row in the index and the same one in the table.
      assertThat(rows).isBetween(20L, 45L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void numbersTheEventsOf64ConcurrentWritersWithoutGapOrDuplicate(TestDatabase.Kind kind)
      throws Exception {
    TestDatabase database = DATABASES.get(kind);
    String session = opened(database);
    int writers = 64;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    List<Callable<Long>> work = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      String word = "w" + i;
      work.add(
          () -> {
            database.transact(
                em -> journal(em).append(ACTOR, session, List.of(event(word), event(word))));
            return database.inTransaction(
                em -> journal(em).append(ACTOR, session, List.of(event(word))));
          });
    }

    List<Long> answers = new ArrayList<>();
    try {
      for (Future<Long> answer : pool.invokeAll(work)) {
        answers.add(answer.get());
      }
    } finally {
      pool.shutdownNow();
    }

    List<StoredEvent> all =
        database.inTransaction(em -> journal(em).read(ACTOR, session, 0, 1_000));
    assertThat(all)
        .extracting(StoredEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 3L * writers).boxed().toList());
    assertThat(answers).doesNotHaveDuplicates();
    assertThat(database.inTransaction(em -> journal(em).head(ACTOR, session)).seq())
        .isEqualTo(3L * writers);
  }

  private String opened(TestDatabase database) {
    String session = IDS.next("ses");
    database.transact(em -> journal(em).open(ACTOR, session));
    return session;
  }
}
