package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.sql.SQLException;
import java.util.List;

/**
 * The row of content that is no object: one that is being written, or one that may go. Whoever
 * writes, and whoever makes an object of it, changes that row in the same transaction and so finds
 * out when it was dropped.
 */
final class LooseContent {
  private LooseContent() {}

  static void begin(ShortTransactions.Rows rows, StoredContent content, long nowMillis)
      throws SQLException {
    insert(rows, content.name().tenant(), content.id(), "WRITING", nowMillis);
  }

  /** What was an object, and may go. */
  static void dropped(ShortTransactions.Rows rows, String tenant, String id, long nowMillis)
      throws SQLException {
    insert(rows, tenant, id, "DROPPED", nowMillis);
  }

  private static void insert(
      ShortTransactions.Rows rows, String tenant, String id, String state, long nowMillis)
      throws SQLException {
    rows.update(
        "INSERT INTO loose_contents (tenant_id, content_id, state, touched_ms) VALUES (?, ?, ?, ?)",
        tenant,
        id,
        state,
        nowMillis);
  }

  /** It is being written to. */
  static void touch(ShortTransactions.Rows rows, StoredContent content, long nowMillis)
      throws SQLException, StoreException {
    one(
        content,
        rows.update(
            "UPDATE loose_contents SET touched_ms = ?"
                + " WHERE tenant_id = ? AND content_id = ? AND state = 'WRITING'",
            nowMillis,
            content.name().tenant(),
            content.id()));
  }

  /** It becomes an object. */
  static void end(ShortTransactions.Rows rows, StoredContent content)
      throws SQLException, StoreException {
    one(
        content,
        rows.update(
            "DELETE FROM loose_contents"
                + " WHERE tenant_id = ? AND content_id = ? AND state = 'WRITING'",
            content.name().tenant(),
            content.id()));
  }

  private static void one(StoredContent content, int changed) throws StoreException {
    if (changed != 1) {
      throw new StoreException(
          Kind.FAILED, content.name().id() + " was discarded while it was written");
    }
  }

  /** Nobody may write to it any more, if it was not written to since; whether it was so. */
  static boolean drop(ShortTransactions.Rows rows, String tenant, String id, long beforeMillis)
      throws SQLException {
    return rows.update(
            "UPDATE loose_contents SET state = 'DROPPED'"
                + " WHERE tenant_id = ? AND content_id = ? AND state = 'WRITING'"
                + " AND touched_ms < ?",
            tenant,
            id,
            beforeMillis)
        == 1;
  }

  /** After its last segment; whether the row was there. */
  static boolean gone(ShortTransactions.Rows rows, String tenant, String id) throws SQLException {
    return rows.update(
            "DELETE FROM loose_contents"
                + " WHERE tenant_id = ? AND content_id = ? AND state = 'DROPPED'",
            tenant,
            id)
        == 1;
  }

  /** Some of those that are being written and were not written to since. */
  static List<String> idle(ShortTransactions.Rows rows, String tenant, long beforeMillis, int limit)
      throws SQLException {
    return rows.query(
        limit,
        row -> row.getString(1),
        "SELECT content_id FROM loose_contents"
            + " WHERE tenant_id = ? AND state = 'WRITING' AND touched_ms < ?",
        tenant,
        beforeMillis);
  }

  /** Some of those that may go. */
  static List<String> dropped(ShortTransactions.Rows rows, String tenant, int limit)
      throws SQLException {
    return rows.query(
        limit,
        row -> row.getString(1),
        "SELECT content_id FROM loose_contents WHERE tenant_id = ? AND state = 'DROPPED'",
        tenant);
  }
}
