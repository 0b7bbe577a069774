package io.mooring.snapshot.store;

import io.mooring.snapshot.store.StoreException.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The database: an object is a row that names its content, and content is rows of 1 MiB. An object
 * is begun, written and read in short transactions, one for each segment; the one that inserts its
 * row makes it visible. Of an object that is deleted the row goes first, its segments after it in
 * pages; what a crash leaves of that, {@link #discardUnfinished} removes.
 */
public final class DatabaseStore implements SnapshotStore {
  private static final int PAGE = 100;

  private final ShortTransactions transactions;
  private final Clock clock;

  /**
   * @param database gives connections that are in no transaction of somebody else
   */
  public DatabaseStore(DataSource database, Clock clock) {
    transactions = new ShortTransactions(database);
    this.clock = clock;
  }

  /** An object's row. */
  private record Found(StoredContent content, long size) {}

  @Override
  public Writer create(ObjectName name) throws IOException {
    StoredContent content = new StoredContent(name, UUID.randomUUID().toString().replace("-", ""));
    transactions.run(
        name.id(),
        rows -> {
          if (!find(rows, name).isEmpty()) {
            throw new StoreException(Kind.EXISTS, "stored already: " + name.id());
          }
          LooseContent.begin(rows, content, clock.millis());
          return content;
        });
    return new SegmentWriting(this, transactions, content, clock);
  }

  @Override
  public Reader open(ObjectName name) throws IOException {
    List<Found> found = transactions.run(name.id(), rows -> find(rows, name));
    if (found.isEmpty()) {
      throw new StoreException(Kind.MISSING, "not stored: " + name.id());
    }
    return new SegmentReading(transactions, found.get(0).content(), found.get(0).size());
  }

  private static List<Found> find(ShortTransactions.Rows rows, ObjectName name)
      throws SQLException {
    return rows.query(
        1,
        row -> new Found(new StoredContent(name, row.getString(1)), row.getLong(2)),
        "SELECT content_id, size_bytes FROM stored_objects"
            + " WHERE tenant_id = ? AND kind = ? AND id = ?",
        name.tenant(),
        name.kind().name(),
        name.id());
  }

  @Override
  public List<StoredObject> list(String tenant, ObjectName.Kind kind, String after, int limit)
      throws IOException {
    return transactions.run(
        "a list",
        rows ->
            rows.query(
                limit,
                row ->
                    new StoredObject(
                        new ObjectName(tenant, kind, row.getString(1)),
                        row.getLong(2),
                        Instant.ofEpochMilli(row.getLong(3))),
                "SELECT id, size_bytes, stored_ms FROM stored_objects"
                    + " WHERE tenant_id = ? AND kind = ? AND id > ? ORDER BY id",
                tenant,
                kind.name(),
                after));
  }

  @Override
  public boolean delete(ObjectName name) throws IOException {
    List<Found> gone =
        transactions.run(
            name.id(),
            rows -> {
              List<Found> found = find(rows, name);
              for (Found object : found) {
                int deleted =
                    rows.update(
                        "DELETE FROM stored_objects"
                            + " WHERE tenant_id = ? AND kind = ? AND id = ? AND content_id = ?",
                        name.tenant(),
                        name.kind().name(),
                        name.id(),
                        object.content().id());
                if (deleted == 0) {
                  return List.of();
                }
                LooseContent.dropped(rows, name.tenant(), object.content().id(), clock.millis());
              }
              return found;
            });
    for (Found object : gone) {
      remove(name.tenant(), object.content().id());
    }
    return !gone.isEmpty();
  }

  @Override
  public int discardUnfinished(String tenant, Instant before) throws IOException {
    long beforeMillis = before.toEpochMilli();
    List<String> page;
    do {
      page =
          transactions.run(
              "what is unfinished",
              rows -> {
                List<String> idle = LooseContent.idle(rows, tenant, beforeMillis, PAGE);
                for (String content : idle) {
                  LooseContent.drop(rows, tenant, content, beforeMillis);
                }
                return idle;
              });
    } while (page.size() == PAGE);
    int removed = 0;
    do {
      page =
          transactions.run("what is unfinished", rows -> LooseContent.dropped(rows, tenant, PAGE));
      for (String content : page) {
        removed += remove(tenant, content) ? 1 : 0;
      }
    } while (page.size() == PAGE);
    return removed;
  }

  /** Gives up what was begun and not committed. */
  void abandon(StoredContent content) throws StoreException {
    String tenant = content.name().tenant();
    boolean dropped =
        transactions.run(
            content.name().id(),
            rows -> LooseContent.drop(rows, tenant, content.id(), Long.MAX_VALUE));
    if (dropped) {
      remove(tenant, content.id());
    }
  }

  private boolean remove(String tenant, String content) throws StoreException {
    boolean more = true;
    while (more) {
      more = transactions.run(content, rows -> StoredContent.deletePage(rows, tenant, content));
    }
    return transactions.run(content, rows -> LooseContent.gone(rows, tenant, content));
  }
}
