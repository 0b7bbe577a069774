package io.mooring.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes many sessions of one, by copies of its rows in all tables: each copy has ids of its own and
 * is some seconds older than the one before. So turns, messages and the journal are there in the
 * proportion in which Mooring writes them, whatever its schema is.
 */
final class SessionCopies {
  /** An id of ours or of upstream's: a prefix and 26 characters. */
  private static final Pattern ID = Pattern.compile("\\b([a-z]{2,6})_[0-9A-Za-z]{26}\\b");

  /** Of what all sessions share. */
  private static final Set<String> SHARED = Set.of("boot", "node", "ins");

  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int NUMBER_CHARACTERS = 7;
  private static final long APART_MS = 7_000;
  private static final long SOME_TIME_MS = 1_000_000_000_000L;
  private static final int SESSIONS_A_COMMIT = 500;

  /** So many of the copies, spread evenly, belong to somebody else. */
  static final int OTHERS = 10;

  /** What must differ though it need not hold an id. */
  private static final Set<String> UNIQUE = Set.of("path", "session_key", "live_key");

  private static final Set<String> OWNERS = Set.of("owner_name", "user_name");

  private final Connection database;
  private final List<SessionRows.Table> template;
  private final String other;

  /** A table of the template, its texts in pieces, and the statement that adds a row to it. */
  private record Prepared(SessionRows.Table table, PreparedStatement insert) {}

  /**
   * @param other to whom a few of the copies belong, the others to the template's owner
   */
  SessionCopies(Connection database, List<SessionRows.Table> template, String other) {
    this.database = database;
    this.other = other;
    this.template = template.stream().map(SessionCopies::inPieces).toList();
  }

  private static SessionRows.Table inPieces(SessionRows.Table table) {
    List<Object[]> rows =
        table.rows().stream()
            .map(
                row ->
                    Arrays.stream(row)
                        .map(value -> value instanceof String text ? pieces(text) : value)
                        .toArray())
            .toList();
    return new SessionRows.Table(table.name(), table.columns(), rows);
  }

  /** Makes copies number {@code from} to {@code to - 1}; tells how many rows that were. */
  long make(int from, int to) throws SQLException {
    database.setAutoCommit(false);
    List<Prepared> all = new ArrayList<>();
    try {
      for (SessionRows.Table table : template) {
        all.add(new Prepared(table, database.prepareStatement(insert(table))));
      }
      long rows = 0;
      for (int number = from; number < to; number++) {
        for (Prepared prepared : all) {
          rows += add(prepared, number, number % Math.max(1, to / OTHERS) == 0);
        }
        if (number % SESSIONS_A_COMMIT == 0 || number == to - 1) {
          for (Prepared prepared : all) {
            prepared.insert().executeBatch();
          }
          database.commit();
        }
      }
      return rows;
    } finally {
      for (Prepared prepared : all) {
        prepared.insert().close();
      }
      database.setAutoCommit(true);
    }
  }

  private static String insert(SessionRows.Table table) {
    return "INSERT INTO %s (%s) VALUES (%s)"
        .formatted(
            table.name(),
            String.join(", ", table.columns()),
            String.join(", ", table.columns().stream().map(column -> "?").toList()));
  }

  private int add(Prepared prepared, int number, boolean others) throws SQLException {
    String digits = digits(number);
    for (Object[] row : prepared.table().rows()) {
      for (int i = 0; i < row.length; i++) {
        String column = prepared.table().columns().get(i);
        boolean owner = others && OWNERS.contains(column);
        prepared.insert().setObject(i + 1, owner ? other : copy(column, row[i], number, digits));
      }
      prepared.insert().addBatch();
    }
    return prepared.table().rows().size();
  }

  private static @Nullable Object copy(
      String column, @Nullable Object value, int number, String digits) {
    if (value instanceof String[] pieces) {
      return pieces.length == 1 && UNIQUE.contains(column)
          ? pieces[0] + "-" + number
          : String.join(digits, pieces);
    }
    if (value instanceof Long at && column.endsWith("_ms") && at > SOME_TIME_MS) {
      return at - number * APART_MS;
    }
    return value;
  }

  /** A text without the last characters of each id: where the copy's number goes. */
  static String[] pieces(String text) {
    List<String> pieces = new ArrayList<>();
    Matcher id = ID.matcher(text);
    int from = 0;
    while (id.find()) {
      if (!SHARED.contains(id.group(1))) {
        pieces.add(text.substring(from, id.end() - NUMBER_CHARACTERS));
        from = id.end();
      }
    }
    pieces.add(text.substring(from));
    return pieces.toArray(String[]::new);
  }

  static String digits(int number) {
    StringBuilder digits = new StringBuilder();
    for (int rest = number; digits.length() < NUMBER_CHARACTERS; rest /= DIGITS.length()) {
      digits.insert(0, DIGITS.charAt(rest % DIGITS.length()));
    }
    return digits.toString();
  }
}
