package io.mooring.boot;

import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import io.mooring.schema.DatabaseSettings;
import io.mooring.schema.Schema;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import javax.sql.DataSource;

/** Starts Mooring. */
@Startup
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class Boot {
  @Inject Settings settings;
  @Inject @Any Instance<SettingsGroup> groups;

  @Resource(lookup = "jdbc/mooring")
  DataSource database;

  @PostConstruct
  void start() {
    settings.check(groups.stream().toList(), List.of());
    new Schema(database).migrate(DatabaseSettings.kind(settings));
  }
}
