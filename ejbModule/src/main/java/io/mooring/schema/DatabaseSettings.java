package io.mooring.schema;

import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Which database, and where. Liberty's data source reads the same keys. */
@ApplicationScoped
public class DatabaseSettings implements SettingsGroup {
  public static final Setting<String> URL =
      Setting.text(
          "mooring.database.url",
          "",
          "JDBC address: embedded Derby in the data directory unless set;"
              + " jdbc:derby:memory:mooring;create=true keeps nothing;"
              + " jdbc:postgresql://host/name is for several nodes.");

  static final Setting<String> USER =
      Setting.text("mooring.database.user", "mooring", "The database's user.");
  static final Setting<String> PASSWORD =
      Setting.secret("mooring.database.password", "The database user's password.");
  static final Setting<Integer> POOL =
      Setting.number("mooring.database.pool", 40, 5, 1000, "Most connections open at once.");

  @Override
  public List<Setting<?>> settings() {
    return List.of(URL, USER, PASSWORD, POOL);
  }

  @Override
  public List<String> contradictions(Settings settings) {
    return DatabaseKind.of(settings.get(URL)).isPresent()
        ? List.of()
        : List.of(URL.key() + " is neither embedded Derby nor PostgreSQL");
  }

  /** The kind of database that the settings name. */
  public static DatabaseKind kind(Settings settings) {
    return DatabaseKind.of(settings.get(URL)).orElseThrow();
  }
}
