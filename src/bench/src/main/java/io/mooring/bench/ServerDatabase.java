package io.mooring.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;

/**
 * The database of one server, for us to read and fill while that server is stopped: embedded Derby
 * belongs to one process at a time.
 *
 * @param url without what is asked of one connection only
 */
record ServerDatabase(String url, boolean embedded) {
  private static final String USER = "mooring";

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T> {
    T with(Connection database) throws SQLException;
  }

  /** Derby as it is by default, in the server's data directory. */
  static ServerDatabase derby(Path home) {
    return new ServerDatabase("jdbc:derby:" + home.resolve("data/derby"), true);
  }

  /**
   * A database of a PostgreSQL.
   *
   * @param keep takes the one that is there, if any
   */
  static ServerDatabase postgres(EmbeddedPostgres server, String name, boolean keep)
      throws SQLException {
    try (Connection database = server.getPostgresDatabase().getConnection();
        Statement create = database.createStatement()) {
      create.execute(
          "DO $$ BEGIN CREATE USER mooring; EXCEPTION WHEN duplicate_object THEN END $$");
      if (!keep) {
        create.execute("DROP DATABASE IF EXISTS " + name);
      }
      if (!keep || !has(create, name)) {
        create.execute("CREATE DATABASE " + name + " OWNER mooring");
      }
    }
    return new ServerDatabase(
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name, false);
  }

  private static boolean has(Statement statement, String name) throws SQLException {
    try (ResultSet found =
        statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
      return found.next();
    }
  }

  /** What a server needs to use it. */
  Map<String, String> settings() {
    return embedded
        ? Map.of()
        : Map.of(
            "MOORING_DATABASE_URL",
            url + "?options=-c%20lock_timeout=20000",
            "MOORING_DATABASE_USER",
            USER);
  }

  <T> T use(Work<T> work) throws SQLException {
    try (Connection database = DriverManager.getConnection(url, USER, "")) {
      return work.with(database);
    } finally {
      close();
    }
  }

  /** Brings up to date what the planner knows, as the database does by itself in time. */
  void analyze() throws SQLException {
    use(
        database -> {
          for (String table : new SessionRows(database).tableNames()) {
            try (Statement analyze = database.createStatement()) {
              analyze.execute(
                  embedded
                      ? "CALL SYSCS_UTIL.SYSCS_UPDATE_STATISTICS('"
                          + database.getSchema()
                          + "', '"
                          + table.toUpperCase(Locale.ROOT)
                          + "', NULL)"
                      : "ANALYZE " + table);
            }
          }
          return null;
        });
  }

  /** So that the server may have it again. */
  private void close() throws SQLException {
    if (embedded) {
      try (Connection none = DriverManager.getConnection(url + ";shutdown=true", USER, "")) {
        throw new IllegalStateException("still open: " + none);
      } catch (SQLException e) {
        if (!"08006".equals(e.getSQLState())) { // Derby's way to say that it is shut down
          throw e;
        }
      }
    }
  }
}
