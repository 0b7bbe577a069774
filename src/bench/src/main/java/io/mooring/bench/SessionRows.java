package io.mooring.bench;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rows that a database has about one session, table by table. Which tables there are is the
 * schema's to say: those that name a session, the sessions and the workdirs.
 */
final class SessionRows {
  /** Of a table, with the columns' names in lower case. */
  record Table(String name, List<String> columns, List<Object[]> rows) {
    /** The values' bytes, a number being 8 and nothing being none. */
    long bytes() {
      return rows.stream().mapToLong(Table::bytes).sum();
    }

    private static long bytes(Object[] row) {
      long bytes = 0;
      for (Object value : row) {
        if (value instanceof String text) {
          bytes += text.getBytes(StandardCharsets.UTF_8).length;
        } else if (value instanceof byte[] binary) {
          bytes += binary.length;
        } else if (value != null) {
          bytes += Long.BYTES;
        }
      }
      return bytes;
    }
  }

  private final Connection database;

  SessionRows(Connection database) {
    this.database = database;
  }

  /** In an order in which they can be inserted again. */
  List<Table> of(String session) throws SQLException {
    List<Table> found = new ArrayList<>();
    for (Map.Entry<String, String> table : tables().entrySet()) {
      Table read = read(table.getKey(), table.getValue(), session);
      if (!read.rows().isEmpty()) {
        found.add(read);
      }
    }
    return found;
  }

  /** The tables that {@link #of} reads. */
  Set<String> tableNames() throws SQLException {
    return tables().keySet();
  }

  /** Each table with the condition that its rows are a session's. */
  private Map<String, String> tables() throws SQLException {
    Map<String, String> tables = new TreeMap<>();
    DatabaseMetaData schema = database.getMetaData();
    try (ResultSet columns = schema.getColumns(null, database.getSchema(), null, null)) {
      while (columns.next()) {
        String table = columns.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
        String column = columns.getString("COLUMN_NAME").toLowerCase(Locale.ROOT);
        if (column.equals("session_id") && isTable(schema, columns.getString("TABLE_NAME"))) {
          tables.put(table, "session_id = ?");
        }
      }
    }
    tables.put("sessions", "id = ?");
    tables.put("workdirs", "id IN (SELECT workdir_id FROM sessions WHERE id = ?)");
    return tables;
  }

  private boolean isTable(DatabaseMetaData schema, String name) throws SQLException {
    try (ResultSet tables =
        schema.getTables(null, database.getSchema(), name, new String[] {"TABLE"})) {
      return tables.next();
    }
  }

  private Table read(String table, String condition, String session) throws SQLException {
    String sql = "SELECT * FROM " + table + " WHERE " + condition;
    try (PreparedStatement select = database.prepareStatement(sql)) {
      select.setString(1, session);
      try (ResultSet rows = select.executeQuery()) {
        ResultSetMetaData meta = rows.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
          columns.add(meta.getColumnName(i).toLowerCase(Locale.ROOT));
        }
        List<Object[]> read = new ArrayList<>();
        while (rows.next()) {
          Object[] row = new Object[columns.size()];
          for (int i = 0; i < row.length; i++) {
            row[i] = value(rows, meta.getColumnType(i + 1), i + 1);
          }
          read.add(row);
        }
        return new Table(table, columns, read);
      }
    }
  }

  private static @Nullable Object value(ResultSet rows, int type, int column) throws SQLException {
    return switch (type) {
      case java.sql.Types.BIGINT, java.sql.Types.INTEGER, java.sql.Types.SMALLINT -> {
        long number = rows.getLong(column);
        if (rows.wasNull()) {
          yield null;
        }
        yield number;
      }
      case java.sql.Types.BLOB, java.sql.Types.BINARY, java.sql.Types.VARBINARY ->
          rows.getBytes(column);
      default -> rows.getString(column);
    };
  }
}
