package io.mooring.snapshot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.schema.TestDatabase;
import io.mooring.snapshot.store.ObjectName.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The database store on one of the databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseStoreContract extends SnapshotStoreContract {
  private final TestDatabase.Kind kind;
  private TestDatabase database;

  DatabaseStoreContract(TestDatabase.Kind kind) {
    this.kind = kind;
  }

  @BeforeAll
  void start() {
    database = TestDatabase.start(kind);
  }

  @AfterAll
  void stop() {
    database.close();
  }

  @AfterEach
  void clear() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("stored_objects", "loose_contents", "stored_segments")) {
        statement.executeUpdate("DELETE FROM " + table);
      }
    }
  }

  @Override
  SnapshotStore store() {
    return store(database.dataSource());
  }

  private static DatabaseStore store(DataSource source) {
    return new DatabaseStore(source, Clock.systemUTC());
  }

  @Override
  void nothingElseIsKept() {
    assertThat(number("SELECT COUNT(*) FROM loose_contents")).isZero();
    assertThat(
            number(
                "SELECT COUNT(*) FROM stored_segments s WHERE NOT EXISTS (SELECT 1 FROM"
                    + " stored_objects o WHERE o.tenant_id = s.tenant_id"
                    + " AND o.content_id = s.content_id)"))
        .isZero();
  }

  private long number(String sql) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sendsEachSegmentOnWhenItIsFull() throws IOException {
    byte[] bytes = random(4 * 1024 * 1024 + 5);
    try (SnapshotStore.Writer writer = store().create(pack("streamed"))) {
      writer.write(bytes, 0, bytes.length);

      assertThat(number("SELECT COUNT(*) FROM stored_segments")).isEqualTo(4);
      writer.commit();
    }
    assertThat(number("SELECT COUNT(*) FROM stored_segments")).isEqualTo(5);
  }

  @Test
  void holdsNoConnectionBetweenCalls() throws IOException {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    DatabaseStore counted = store(counted(open, taken));

    byte[] bytes = random(3 * 1024 * 1024);
    try (SnapshotStore.Writer writer = counted.create(pack("counted"))) {
      for (int at = 0; at < bytes.length; at += 512 * 1024) {
        writer.write(bytes, at, 512 * 1024);
        assertThat(open).hasValue(0);
      }
      writer.commit();
    }
    try (SnapshotStore.Reader reader = counted.open(pack("counted"))) {
      assertThat(open).hasValue(0);
      reader.read(0, bytes.length);
      assertThat(open).hasValue(0);
    }
    assertThat(taken).hasValueGreaterThan(6);
  }

  @Test
  void whatADeletionLeftBehindIsRemovedLater() throws IOException {
    byte[] bytes = random(40 * 1024 * 1024);
    write(pack("half_gone"), bytes, 1024 * 1024);
    AtomicInteger open = new AtomicInteger();
    DatabaseStore dying = store(dyingAfter(2, open));

    assertThatThrownBy(() -> dying.delete(pack("half_gone"))).isInstanceOf(StoreException.class);

    assertThat(store().list("default", Kind.PACK, "", 10)).isEmpty();
    assertThat(number("SELECT COUNT(*) FROM stored_segments")).isBetween(1L, 39L);
    assertThat(store().discardUnfinished("default", Instant.EPOCH)).isOne();
    nothingElseIsKept();
  }

  @Test
  void theDatabasesFailureAtAnyTransactionLeavesNothingHalf() throws IOException {
    byte[] bytes = random(3 * 1024 * 1024 + 1);
    int failures = 0;
    for (int after = 0; ; after++) {
      DatabaseStore dying = store(dyingAfter(after, new AtomicInteger()));
      try (SnapshotStore.Writer writer = dying.create(pack("dying"))) {
        writer.write(bytes, 0, bytes.length);
        writer.commit();
        break;
      } catch (StoreException e) {
        failures++;
        assertThat(e.kind()).isEqualTo(StoreException.Kind.FAILED);
        assertThat(store().list("default", Kind.PACK, "", 10)).isEmpty();
      }
    }
    assertThat(failures).isEqualTo(6); // create, four segments, commit
    store().discardUnfinished("default", Instant.parse("2100-01-01T00:00:00Z"));
    nothingElseIsKept();
    try (SnapshotStore.Reader reader = store().open(pack("dying"))) {
      assertThat(reader.read(0, bytes.length)).isEqualTo(bytes);
    }
  }

  @Test
  void whatIsStillWrittenToIsNotDiscarded() throws IOException {
    Instant begun = Instant.parse("2030-01-01T00:00:00Z");
    DatabaseStore early = new DatabaseStore(database.dataSource(), at(begun));
    SnapshotStore.Writer writer = early.create(pack("slow"));
    byte[] bytes = random(1024 * 1024 + 1);
    writer.write(bytes, 0, bytes.length);

    assertThat(store().discardUnfinished("default", begun)).isZero();
    assertThat(store().discardUnfinished("default", begun.plusMillis(1))).isOne();

    assertThatThrownBy(writer::commit)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FAILED));
    writer.close();
    nothingElseIsKept();
  }

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  private DataSource counted(AtomicInteger open, AtomicInteger taken) {
    return source(
        () -> {
          taken.incrementAndGet();
          open.incrementAndGet();
          Connection real = database.dataSource().getConnection();
          return (Connection)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {Connection.class},
                  (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                      open.decrementAndGet();
                    }
                    return method.invoke(real, arguments);
                  });
        });
  }

  private DataSource dyingAfter(int transactions, AtomicInteger taken) {
    return source(
        () -> {
          if (taken.getAndIncrement() >= transactions) {
            throw new SQLException("gone", "08006");
          }
          return database.dataSource().getConnection();
        });
  }

  private interface Connecting {
    Connection connect() throws SQLException;
  }

  private static DataSource source(Connecting connecting) {
    return new DataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        return connecting.connect();
      }

      @Override
      public Connection getConnection(String user, String password) throws SQLException {
        return connecting.connect();
      }

      @Override
      public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
      }

      @Override
      public int getLoginTimeout() {
        return 0;
      }

      @Override
      public java.util.logging.Logger getParentLogger() {
        return java.util.logging.Logger.getGlobal();
      }

      @Override
      public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
      }

      @Override
      public boolean isWrapperFor(Class<?> type) {
        return false;
      }
    };
  }
}
