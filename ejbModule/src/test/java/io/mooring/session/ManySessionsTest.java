package io.mooring.session;

import static io.mooring.session.TestSessions.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.schema.RowsRead;
import io.mooring.schema.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A list looks at the sessions that it shows, however many there are beside them; counted by the
 * databases.
 */
class ManySessionsTest {
  private static final int SESSIONS = 3_000;

  /** Every so many-th is somebody else's, of another thread and busy. */
  private static final int APART = 300;

  private static final int LIMIT = 50;
  private static final int A_FEW = 5;

  /** So many that PostgreSQL prefers one plan for all values, once a statement was run often. */
  private static final int ALIKE = 60_000;

  private static final int OFTEN = 15;
  private static final long NEWEST_MS = 1_800_000_000_000L;
  private static final Caller ADAM = new Caller("default", "adam", Set.of(Role.ADMIN));
  private static final Caller BOB = new Caller("default", "bob", Set.of(Role.USER));

  @TempDir Path data;
  private final FakeAgent agent = new FakeAgent();

  @AfterEach
  void close() {
    agent.close();
  }

  @ParameterizedTest
  @EnumSource
  void aListReadsWhatItShows(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = filled(kind)) {
      SessionFilter all = filter("", "");
      SessionFilter.Position middle =
          new SessionFilter.Position(NEWEST_MS - SESSIONS / 2, "ses_zzzz");

      assertThat(read(database, kind, ADAM, all)).isBetween((long) LIMIT, LIMIT + (long) A_FEW);
      assertThat(read(database, kind, ADAM, after(middle))).isLessThanOrEqualTo(LIMIT + A_FEW);
      assertThat(read(database, kind, BOB, all)).isLessThanOrEqualTo(SESSIONS / APART + A_FEW);
      assertThat(read(database, kind, ADAM, filter("bob", "")))
          .isLessThanOrEqualTo(SESSIONS / APART + A_FEW);
      assertThat(read(database, kind, ADAM, filter("", "two"))).isLessThanOrEqualTo(A_FEW + 10);
      for (SessionStatus rare :
          List.of(SessionStatus.OPENING, SessionStatus.RETRYING, SessionStatus.CRASHED)) {
        assertThat(read(database, kind, ADAM, filter(rare))).isLessThanOrEqualTo(A_FEW);
        assertThat(read(database, kind, ANN, filter(rare))).isLessThanOrEqualTo(A_FEW);
      }
    }
  }

  @Test
  void aStateThatNoneIsInCostsPostgresNothingHoweverOftenItIsAskedFor() throws Exception {
    try (TestDatabase database = filled(TestDatabase.Kind.POSTGRESQL, ALIKE, Integer.MAX_VALUE)) {
      SessionListing list = SessionListing.of(ANN, filter(SessionStatus.RETRYING));

      long rows =
          rowsOfSessions(
              database,
              TestDatabase.Kind.POSTGRESQL,
              em -> {
                for (int i = 0; i < OFTEN; i++) {
                  assertThat(shown(em, list)).isEmpty();
                }
              });

      assertThat(rows).isLessThanOrEqualTo(OFTEN);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSessionsOfAListAreReadByTheirIds(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = filled(kind)) {
      List<String> ids =
          IntStream.range(0, LIMIT).mapToObj(i -> "ses_%08d".formatted(i * A_FEW)).toList();

      long rows =
          rowsOfSessions(
              database,
              kind,
              em ->
                  assertThat(
                          em.createQuery(Sessions.BY_IDS, Session.class)
                              .setParameter("tenant", "default")
                              .setParameter("ids", ids)
                              .getResultList())
                      .hasSize(LIMIT));

      // Derby counts a row in the index and the same one in the table.
      assertThat(rows).isBetween((long) LIMIT, 2L * LIMIT + A_FEW);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoHoldsClaimsIsFoundWithoutTheSessionsThatNobodyClaims(TestDatabase.Kind kind)
      throws Exception {
    try (TestDatabase database = filled(kind);
        TestSessions node = new TestSessions(database, agent, "boot_a", data)) {
      long rows =
          rowsOfSessions(
              database,
              kind,
              em ->
                  assertThat(
                          em.createQuery(Sessions.CLAIMANTS, String.class)
                              .setParameter("tenant", "default")
                              .getResultList())
                      .isEmpty());

      assertThat(rows).isLessThanOrEqualTo(A_FEW);
      assertThat(node.get(SessionRemains.class).holders(TestSessions.SYSTEM)).isEmpty();
    }
  }

  private static long read(
      TestDatabase database, TestDatabase.Kind kind, Caller caller, SessionFilter filter) {
    SessionListing list = SessionListing.of(caller, filter);
    return rowsOfSessions(
        database,
        kind,
        em -> assertThat(shown(em, list)).hasSizeLessThanOrEqualTo(LIMIT).doesNotHaveDuplicates());
  }

  private static long rowsOfSessions(
      TestDatabase database, TestDatabase.Kind kind, Consumer<EntityManager> statement) {
    return RowsRead.by(database, kind, "sessions", statement);
  }

  private static List<?> shown(EntityManager em, SessionListing list) {
    Query query = em.createNativeQuery(list.sql(LIMIT));
    for (int i = 0; i < list.values().size(); i++) {
      query.setParameter(i + 1, list.values().get(i));
    }
    return query.getResultList();
  }

  private static SessionFilter filter(String owner, String thread) {
    return new SessionFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.of(owner).filter(name -> !name.isEmpty()),
        Optional.of(thread).filter(name -> !name.isEmpty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static SessionFilter filter(SessionStatus status) {
    return new SessionFilter(
        Optional.of(status),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static SessionFilter after(SessionFilter.Position position) {
    return new SessionFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(position));
  }

  private TestDatabase filled(TestDatabase.Kind kind) throws SQLException {
    return filled(kind, SESSIONS, APART);
  }

  /** Copies one session's row so many times; every {@code apart}-th is another's. */
  private TestDatabase filled(TestDatabase.Kind kind, int sessions, int apart) throws SQLException {
    TestDatabase database = TestDatabase.start(kind);
    try (TestSessions node = new TestSessions(database, agent, "boot_first", data)) {
      String template = node.session();
      try (Connection connection = database.dataSource().getConnection();
          Statement select = connection.createStatement();
          ResultSet row =
              select.executeQuery("SELECT * FROM sessions WHERE id = '%s'".formatted(template))) {
        row.next();
        copy(connection, row, sessions, apart);
      }
    }
    RowsRead.analyze(database, kind, "sessions");
    return database;
  }

  private static void copy(Connection connection, ResultSet row, int sessions, int apart)
      throws SQLException {
    ResultSetMetaData meta = row.getMetaData();
    List<String> columns = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      if (row.getObject(i) != null) {
        columns.add(meta.getColumnName(i).toLowerCase(java.util.Locale.ROOT));
        values.add(row.getObject(i));
      }
    }
    columns.add("thread_id");
    values.add("one");
    String sql =
        "INSERT INTO sessions (%s) VALUES (%s)"
            .formatted(
                String.join(", ", columns),
                String.join(", ", columns.stream().map(column -> "?").toList()));
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int number = 0; number < sessions; number++) {
        for (int i = 0; i < columns.size(); i++) {
          insert.setObject(i + 1, value(columns.get(i), values.get(i), number, apart));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
    connection.commit();
  }

  private static Object value(String column, Object value, int number, int every) {
    boolean apart = number % every == every - 1;
    return switch (column) {
      case "id", "session_key", "live_key" -> "ses_%08d".formatted(number);
      case "created_ms" -> NEWEST_MS - number;
      case "owner_name" -> apart ? "bob" : value;
      case "thread_id" -> apart ? "two" : value;
      case "status" -> apart ? "BUSY" : "IDLE";
      default -> value;
    };
  }
}
