package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.sql.SQLException;
import java.util.List;

/**
 * The bytes of an object of the database store, as rows of 1 MiB each.
 *
 * @param id of the content, another one each time that an object is begun
 */
record StoredContent(ObjectName name, String id) {
  static final int SEGMENT_BYTES = 1024 * 1024;

  /** Deleted in one transaction. */
  private static final int PAGE = 16;

  void append(ShortTransactions.Rows rows, int number, byte[] segment) throws SQLException {
    rows.update(
        "INSERT INTO stored_segments (tenant_id, content_id, segment_number, content)"
            + " VALUES (?, ?, ?, ?)",
        name.tenant(),
        id,
        number,
        segment);
  }

  byte[] segment(ShortTransactions.Rows rows, int number) throws SQLException, StoreException {
    List<byte[]> found =
        rows.query(
            1,
            row -> row.getBytes(1),
            "SELECT content FROM stored_segments"
                + " WHERE tenant_id = ? AND content_id = ? AND segment_number = ?",
            name.tenant(),
            id,
            number);
    if (found.isEmpty()) {
      throw new StoreException(Kind.MISSING, "not stored any more: " + name.id());
    }
    return found.get(0);
  }

  /** Deletes some of the segments; whether there may be more. */
  static boolean deletePage(ShortTransactions.Rows rows, String tenant, String id)
      throws SQLException {
    List<Integer> first =
        rows.query(
            1,
            row -> row.getInt(1),
            "SELECT segment_number FROM stored_segments WHERE tenant_id = ? AND content_id = ?"
                + " ORDER BY segment_number",
            tenant,
            id);
    if (first.isEmpty()) {
      return false;
    }
    rows.update(
        "DELETE FROM stored_segments WHERE tenant_id = ? AND content_id = ?"
            + " AND segment_number >= ? AND segment_number < ?",
        tenant,
        id,
        first.get(0),
        first.get(0) + PAGE);
    return true;
  }
}
