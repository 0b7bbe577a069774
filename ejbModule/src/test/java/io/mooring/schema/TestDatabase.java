package io.mooring.schema;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.flywaydb.core.Flyway;

/**
 * A fresh database with our schema and the persistence unit on it, with transactions of its own in
 * place of the container's. Close it after the test; the PostgreSQL server itself is one for all
 * tests of the JVM.
 */
public final class TestDatabase implements AutoCloseable {
  /** The two databases that the schema is written for. */
  public enum Kind {
    DERBY("CLOB", "BLOB", ""),
    POSTGRESQL("TEXT", "BYTEA", "COLLATE \"C\"");

    private final String text;
    private final String bytes;
    private final String exact;

    Kind(String text, String bytes, String exact) {
      this.text = text;
      this.bytes = bytes;
      this.exact = exact;
    }

    private Map<String, String> placeholders() {
      return Map.of("text", text, "bytes", bytes, "exact", exact);
    }
  }

  private final DataSource dataSource;
  private final CountedDataSource counted;
  private final EntityManagerFactory factory;
  private final Runnable drop;

  private TestDatabase(
      DataSource dataSource,
      CountedDataSource counted,
      EntityManagerFactory factory,
      Runnable drop) {
    this.dataSource = dataSource;
    this.counted = counted;
    this.factory = factory;
    this.drop = drop;
  }

  /** Creates the database and runs all migrations that there are. */
  public static TestDatabase start(Kind kind) {
    String name = "mooring_" + UUID.randomUUID().toString().replace("-", "");
    DataSource dataSource = kind == Kind.DERBY ? derby(name) : postgres(name);
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:db/migration")
        .placeholders(kind.placeholders())
        .load()
        .migrate();
    CountedDataSource counted = new CountedDataSource(dataSource);
    EntityManagerFactory factory =
        Persistence.createEntityManagerFactory(
            "mooring",
            Map.of(
                "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                "jakarta.persistence.jtaDataSource", "",
                "jakarta.persistence.nonJtaDataSource", counted.counted(),
                "eclipselink.session-name", name,
                "eclipselink.logging.level", "WARNING"));
    Runnable drop = kind == Kind.DERBY ? () -> drop(name) : () -> {};
    return new TestDatabase(dataSource, counted, factory, drop);
  }

  public DataSource dataSource() {
    return dataSource;
  }

  /** What was sent through JPA since this was last asked; COMMIT where something was written. */
  public List<String> sent() {
    List<String> sent = List.copyOf(counted.sent);
    counted.sent.clear();
    return sent;
  }

  /** Does the work in a transaction of its own, which an exception rolls back. */
  public <T> T inTransaction(Function<EntityManager, T> work) {
    try (EntityManager entities = factory.createEntityManager()) {
      entities.getTransaction().begin();
      try {
        T result = work.apply(entities);
        entities.getTransaction().commit();
        return result;
      } finally {
        if (entities.getTransaction().isActive()) {
          entities.getTransaction().rollback();
        }
      }
    }
  }

  /** Does the work in a transaction of its own, which an exception rolls back. */
  public void transact(Consumer<EntityManager> work) {
    inTransaction(
        entities -> {
          work.accept(entities);
          return entities;
        });
  }

  @Override
  public void close() {
    factory.close();
    drop.run();
  }

  private static DataSource derby(String name) {
    System.setProperty("derby.stream.error.file", "target/derby.log");
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName("memory:" + name);
    source.setCreateDatabase("create");
    return source;
  }

  private static void drop(String name) {
    EmbeddedDataSource source = new EmbeddedDataSource();
    source.setDatabaseName("memory:" + name);
    source.setConnectionAttributes("drop=true");
    try (Connection connection = source.getConnection()) {
      throw new IllegalStateException("still there: " + connection);
    } catch (SQLException e) {
      if (!"08006".equals(e.getSQLState())) { // Derby's way to say that it is dropped
        throw new IllegalStateException("can't drop " + name, e);
      }
    }
  }

  private static DataSource postgres(String name) {
    try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("can't create " + name, e);
    }
    return Server.POSTGRES.getDatabase("postgres", name);
  }

  /** Started with the first test that needs it, stopped with the JVM. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
