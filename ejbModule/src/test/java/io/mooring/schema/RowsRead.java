package io.mooring.schema;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many rows a database looks at for one statement, by its own count. */
public final class RowsRead {
  private static final Pattern VISITED = Pattern.compile("Number of rows visited=(\\d+)");

  private RowsRead() {}

  /**
   * Runs one statement in a transaction and counts.
   *
   * @param table whose rows count; Derby counts those of all tables of the statement
   */
  public static long by(
      TestDatabase database,
      TestDatabase.Kind kind,
      String table,
      Consumer<EntityManager> statement) {
    return database.inTransaction(
        em -> {
          try {
            Connection connection = em.unwrap(Connection.class);
            return kind == TestDatabase.Kind.DERBY
                ? onDerby(connection, em, statement)
                : onPostgres(connection, table, em, statement);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static long onDerby(
      Connection connection, EntityManager em, Consumer<EntityManager> statement)
      throws SQLException {
    try (Statement control = connection.createStatement()) {
      control.execute("CALL SYSCS_UTIL.SYSCS_SET_RUNTIMESTATISTICS(1)");
      statement.accept(em);
      try (ResultSet plan =
          control.executeQuery("VALUES SYSCS_UTIL.SYSCS_GET_RUNTIMESTATISTICS()")) {
        plan.next();
        Matcher visited = VISITED.matcher(plan.getString(1));
        long rows = 0;
        while (visited.find()) {
          rows += Long.parseLong(visited.group(1));
        }
        return rows;
      }
    }
  }

  private static long onPostgres(
      Connection connection, String table, EntityManager em, Consumer<EntityManager> statement)
      throws SQLException {
    long before = soFar(connection, table);
    statement.accept(em);
    return soFar(connection, table) - before;
  }

  private static long soFar(Connection connection, String table) throws SQLException {
    String sql =
        "SELECT COALESCE(seq_tup_read, 0) + COALESCE(idx_tup_fetch, 0)"
            + " FROM pg_stat_xact_user_tables WHERE relname = '%s'".formatted(table);
    try (Statement control = connection.createStatement();
        ResultSet rows = control.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** Brings up to date what the planner knows of a table, as the database does in time. */
  public static void analyze(TestDatabase database, TestDatabase.Kind kind, String table)
      throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement control = connection.createStatement()) {
      control.execute(
          kind == TestDatabase.Kind.DERBY
              ? "CALL SYSCS_UTIL.SYSCS_UPDATE_STATISTICS('APP', '%s', NULL)"
                  .formatted(table.toUpperCase(java.util.Locale.ROOT))
              : "ANALYZE " + table);
    }
  }
}
