package io.mooring.boot;

import io.mooring.config.ConfigurationException;
import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Checks the whole configuration at start: every value, every name, and where secrets stand. */
@ApplicationScoped
class ConfigurationCheck {
  private static final String ENVIRONMENT = "MOORING_";

  /** Variables of the environment that begin like ours and are not settings. */
  private static final List<String> NOT_SETTINGS = List.of("MOORING_TEST_OPENCODE");

  @Inject Settings settings;
  @Inject @Any Instance<SettingsGroup> groups;

  /**
   * Refuses a wrong configuration.
   *
   * @throws ConfigurationException that lists all that is wrong
   */
  void check() {
    List<SettingsGroup> all = groups.stream().toList();
    List<Setting<?>> known = new ArrayList<>();
    all.forEach(group -> known.addAll(group.settings()));
    Config config = ConfigProvider.getConfig();
    List<String> wrong = new ArrayList<>(secretsInServerXml(config, known));
    wrong.addAll(unknownVariables(System.getenv(), known));
    try {
      settings.check(all, namesOutside(System.getenv(), config.getPropertyNames()));
    } catch (ConfigurationException e) {
      wrong.addAll(e.faults());
    }
    if (!wrong.isEmpty()) {
      throw new ConfigurationException(new ArrayList<>(new TreeSet<>(wrong)));
    }
  }

  /** The names that are not the environment's: those are looked at as the user wrote them. */
  private static List<String> namesOutside(
      Map<String, String> environment, Iterable<String> names) {
    List<String> outside = new ArrayList<>();
    for (String name : names) {
      if (!environment.containsKey(variable(name))) {
        outside.add(name);
      }
    }
    return outside;
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static List<String> secretsInServerXml(Config config, List<Setting<?>> known) {
    List<String> wrong = new ArrayList<>();
    for (ConfigSource source : config.getConfigSources()) {
      boolean serverXml = source.getName().toLowerCase(Locale.ROOT).contains("server.xml");
      for (Setting<?> setting : known) {
        if (serverXml && setting.secret() && notBlank(source.getValue(setting.key()))) {
          wrong.add(setting.key() + " stands in server.xml; a secret belongs in the environment");
        }
      }
    }
    return wrong;
  }

  private static boolean notBlank(@org.jspecify.annotations.Nullable String text) {
    return text != null && !text.isBlank();
  }

  /** Misspelt variables of the environment, which name keys in capitals and underscores. */
  static List<String> unknownVariables(Map<String, String> environment, List<Setting<?>> known) {
    List<String> names = new ArrayList<>(NOT_SETTINGS);
    for (Setting<?> setting : known) {
      String name = variable(setting.key());
      names.add(name);
      if (setting.secret()) {
        names.add(name + "_FILE");
      }
    }
    return environment.keySet().stream()
        .filter(name -> name.startsWith(ENVIRONMENT) && !names.contains(name))
        .map(name -> "the environment's " + name + " is not a setting of Mooring")
        .toList();
  }
}
