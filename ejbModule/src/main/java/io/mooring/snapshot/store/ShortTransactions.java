package io.mooring.snapshot.store;

import io.mooring.schema.Conflicts;
import io.mooring.snapshot.store.StoreException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Transactions of the database store's own, each of a few statements. They can't be begun within
 * one of the container's, whose connections refuse.
 */
final class ShortTransactions {
  private static final int ATTEMPTS = 5;

  private final DataSource database;

  ShortTransactions(DataSource database) {
    this.database = database;
  }

  /** What is done in one transaction, or again in another when it lost against somebody else. */
  interface Work<T> {
    T in(Rows rows) throws SQLException, StoreException;
  }

  /** Takes one row of a result. */
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /**
   * @param what is worked at, for the failure's message
   */
  <T> T run(String what, Work<T> work) throws StoreException {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = database.getConnection()) {
        return once(connection, work);
      } catch (SQLException e) {
        if (Conflicts.isUniqueViolation(e)) {
          throw new StoreException(Kind.EXISTS, "stored already: " + what, e);
        }
        if (attempt == ATTEMPTS || !Conflicts.isPassing(e)) {
          Kind kind = Conflicts.isFull(e) ? Kind.FULL : Kind.FAILED;
          throw new StoreException(kind, "the database failed on " + what, e);
        }
      }
    }
  }

  private static <T> T once(Connection connection, Work<T> work)
      throws SQLException, StoreException {
    boolean before = connection.getAutoCommit();
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      T result = work.in(new Rows(connection));
      connection.commit();
      done = true;
      return result;
    } finally {
      if (!done) {
        connection.rollback();
      }
      connection.setAutoCommit(before);
    }
  }

  /** Statements of one transaction. */
  static final class Rows {
    private final Connection connection;

    private Rows(Connection connection) {
      this.connection = connection;
    }

    /** How many rows it changed. */
    int update(String sql, Object... values) throws SQLException {
      try (PreparedStatement statement = prepare(sql, values)) {
        return statement.executeUpdate();
      }
    }

    <T> List<T> query(int limit, Row<T> row, String sql, Object... values) throws SQLException {
      try (PreparedStatement statement = prepare(sql, values)) {
        statement.setMaxRows(limit);
        List<T> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.add(row.of(rows));
          }
        }
        return found;
      }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
      PreparedStatement statement = connection.prepareStatement(sql);
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    }
  }
}
