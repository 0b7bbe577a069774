package io.mooring.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionCopiesTest {
  private static final String SESSION = "ses_01k00000000000000000zzzzzz";
  private static final String TURN = "turn_01k00000000000000000zzzzzy";
  private static final String WORKDIR = "wd_01k00000000000000000zzzzzw";
  private static final String BOOT = "boot_01k00000000000000000zzzzzx";

  private Connection database;

  @BeforeEach
  void create() throws SQLException {
    database = DriverManager.getConnection("jdbc:derby:memory:copies;create=true", "app", "");
    run("CREATE TABLE workdirs (id VARCHAR(40) PRIMARY KEY, path VARCHAR(99) UNIQUE)");
    run(
        "CREATE TABLE sessions (id VARCHAR(40) PRIMARY KEY, live_key VARCHAR(99) UNIQUE,"
            + " owner_name VARCHAR(9), workdir_id VARCHAR(40), created_ms BIGINT)");
    run(
        "CREATE TABLE turns (id VARCHAR(40) PRIMARY KEY, session_id VARCHAR(40), body CLOB,"
            + " lease_boot VARCHAR(40), ended_ms BIGINT)");
    run("INSERT INTO workdirs VALUES ('%s', '/somewhere')".formatted(WORKDIR));
    run(
        "INSERT INTO sessions VALUES ('%s', 'template', 'bench', '%s', 1700000000000)"
            .formatted(SESSION, WORKDIR));
    run(
        "INSERT INTO turns VALUES ('%s', '%s', '{\"turn\":\"%1$s\"}', '%s', NULL)"
            .formatted(TURN, SESSION, BOOT));
  }

  @AfterEach
  void drop() throws SQLException {
    database.close();
    try (Connection none = DriverManager.getConnection("jdbc:derby:memory:copies;drop=true")) {
      throw new IllegalStateException("still there: " + none);
    } catch (SQLException dropped) {
      assertThat(dropped.getSQLState()).isEqualTo("08006");
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> column(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private void copy(int to) throws SQLException {
    List<SessionRows.Table> template = new SessionRows(database).of(SESSION);
    assertThat(new SessionCopies(database, template, "ann").make(1, to)).isEqualTo(3L * (to - 1));
  }

  @Test
  void eachCopyHasIdsOfItsOwnAlsoWithinTexts() throws SQLException {
    copy(40);

    assertThat(column("SELECT DISTINCT id FROM sessions")).hasSize(40);
    assertThat(column("SELECT id FROM turns WHERE session_id IN (SELECT id FROM sessions)"))
        .hasSize(40);
    assertThat(column("SELECT body FROM turns WHERE body LIKE '%' || id || '%'")).hasSize(40);
  }

  @Test
  void whatAllSessionsShareStaysShared() throws SQLException {
    copy(40);

    assertThat(column("SELECT DISTINCT lease_boot FROM turns")).containsExactly(BOOT);
    assertThat(column("SELECT id FROM turns WHERE ended_ms IS NOT NULL")).isEmpty();
  }

  @Test
  void eachCopyIsOlderThanTheOneBefore() throws SQLException {
    copy(3);

    assertThat(column("SELECT created_ms FROM sessions ORDER BY created_ms"))
        .containsExactly("1699999986000", "1699999993000", "1700000000000");
  }

  @Test
  void aFewCopiesBelongToSomebodyElse() throws SQLException {
    copy(100);

    assertThat(column("SELECT id FROM sessions WHERE owner_name = 'ann'")).hasSize(9);
  }
}
