package io.mooring.schema;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.output.ValidateOutput;

/** Brings a database to the current schema with Flyway; the only place that changes tables. */
public final class Schema {
  private final DataSource database;

  public Schema(DataSource database) {
    this.database = database;
  }

  /**
   * Validates what was applied before and applies what is missing.
   *
   * @throws SchemaException when the database can't be reached, when an applied migration is not
   *     the one we hold, or when a migration fails; nothing is rewritten or repaired
   */
  public void migrate(DatabaseKind kind) {
    Flyway flyway =
        Flyway.configure(Schema.class.getClassLoader())
            .dataSource(database)
            .locations("classpath:db/migration")
            .placeholders(placeholders(kind))
            .validateMigrationNaming(true)
            .cleanDisabled(true)
            .load();
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw new SchemaException(
          "The database was made by other migrations than these: "
              + different(flyway)
              + ". Start the version of Mooring that made it, or restore a backup; nothing was"
              + " changed.",
          e);
    } catch (FlywayException e) {
      throw new SchemaException(
          "The database can't be brought to the current schema: "
              + rootMessage(e)
              + " Check the mooring.database.* settings and that no other process holds it.",
          e);
    }
  }

  /** The migrations that are not what the database knows, by the names of their files. */
  private static String different(Flyway flyway) {
    return flyway.validateWithResult().invalidMigrations.stream()
        .map(
            migration ->
                fileName(migration)
                    + " ("
                    + migration.errorDetails.errorCode.toString().toLowerCase(Locale.ROOT)
                    + ')')
        .collect(Collectors.joining(", "));
  }

  private static String fileName(ValidateOutput migration) {
    String path = String.valueOf(migration.filepath);
    return path.endsWith(".sql")
        ? path.substring(path.lastIndexOf('/') + 1)
        : "V" + migration.version + "__" + migration.description.replace(' ', '_') + ".sql";
  }

  static Map<String, String> placeholders(DatabaseKind kind) {
    return switch (kind) {
      case DERBY, MEMORY -> Map.of("text", "CLOB", "bytes", "BLOB", "exact", "");
      case POSTGRESQL -> Map.of("text", "TEXT", "bytes", "BYTEA", "exact", "COLLATE \"C\"");
    };
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).replaceAll("\\s+", " ").strip();
    return message.endsWith(".") ? message : message + ".";
  }
}
