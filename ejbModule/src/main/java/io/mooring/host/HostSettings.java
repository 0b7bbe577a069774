package io.mooring.host;

import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Where opencode comes from, how its servers are run, and where Mooring keeps its files. */
@ApplicationScoped
public class HostSettings implements SettingsGroup {
  /** Stands for a temporary directory. */
  static final Path IN_MEMORY = Path.of("memory");

  static final Setting<Path> DATA =
      orInMemory(
          Setting.path(
              "mooring.data.directory",
              "",
              "Where Mooring keeps its files; empty is ~/.mooring, and memory is a temporary"
                  + " directory, with the database in memory: nothing outlives the server."));

  static final Setting<Path> BINARY =
      Setting.path("mooring.opencode.binary", "", "The opencode to run; empty looks for one.");
  static final Setting<String> VERSION =
      Setting.text("mooring.opencode.version", "1.18.33", "The opencode version that is run.");
  static final Setting<OtherVersions> OTHER_VERSIONS =
      Setting.choice(
          "mooring.opencode.other-versions",
          OtherVersions.class,
          OtherVersions.REFUSE,
          "What to do with an opencode of another version.");
  static final Setting<Install> INSTALL =
      Setting.choice(
          "mooring.opencode.install",
          Install.class,
          Install.NEVER,
          "How to get an opencode when none is found.");
  static final Setting<Duration> INSTALL_TIMEOUT =
      Setting.duration(
          "mooring.opencode.install-timeout", "PT10M", "How long an installation may take.");
  static final Setting<Path> CONFIG =
      Setting.path(
          "mooring.opencode.config", "", "An opencode.json that is merged into the generated one.");
  static final Setting<String> MODEL =
      Setting.text("mooring.opencode.model", "", "The default model, provider/model.");
  static final Setting<Boolean> SNAPSHOTS =
      Setting.flag(
          "mooring.opencode.snapshots",
          false,
          "Whether opencode keeps git snapshots of its own; they make a turn slower.");
  static final Setting<List<String>> ENVIRONMENT =
      Setting.list(
          "mooring.opencode.environment", "", "Environment variables that opencode may see.");
  static final Setting<URI> URL =
      Setting.uri("mooring.opencode.url", "", "A server that somebody else runs; empty runs one.");
  static final Setting<String> USER =
      Setting.text("mooring.opencode.user", "opencode", "The user name at that server.");
  static final Setting<String> PASSWORD =
      Setting.secret("mooring.opencode.password", "The password at that server.");

  static final Setting<Duration> READY_TIMEOUT =
      Setting.duration("mooring.host.ready-timeout", "PT30S", "How long a server may start.");
  static final Setting<Integer> MAX_SERVERS =
      Setting.number("mooring.host.max-servers", 16, 1, 256, "How many servers may run at once.");
  static final Setting<Duration> IDLE =
      Setting.duration(
          "mooring.host.idle-timeout",
          "PT30M",
          "How long a server that nobody uses goes on running; the next call starts it again.");

  private static final Pattern VERSION_FORM = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,63}");
  private static final Pattern VARIABLE_FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What Mooring sets itself: a passed-through one would undo the isolation. */
  static final Set<String> OWN_VARIABLES =
      Set.of(
          "HOME",
          "TMPDIR",
          "XDG_DATA_HOME",
          "XDG_CONFIG_HOME",
          "XDG_CACHE_HOME",
          "XDG_STATE_HOME",
          "OPENCODE_CONFIG",
          "OPENCODE_CONFIG_CONTENT",
          "OPENCODE_CONFIG_DIR",
          "OPENCODE_DB",
          "OPENCODE_SERVER_PASSWORD",
          "OPENCODE_SERVER_USERNAME",
          ProcessRecord.MARK);

  private static Setting<Path> orInMemory(Setting<Path> directory) {
    return new Setting<>(
        directory.key(),
        directory.type() + '|' + IN_MEMORY,
        directory.defaultText(),
        directory.purpose(),
        directory.secret(),
        text -> text.equals(IN_MEMORY.toString()) ? IN_MEMORY : directory.parser().apply(text));
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(
        DATA,
        BINARY,
        VERSION,
        OTHER_VERSIONS,
        INSTALL,
        INSTALL_TIMEOUT,
        CONFIG,
        MODEL,
        SNAPSHOTS,
        ENVIRONMENT,
        URL,
        USER,
        PASSWORD,
        READY_TIMEOUT,
        MAX_SERVERS,
        IDLE);
  }

  @Override
  public List<String> contradictions(Settings settings) {
    List<String> wrong = new ArrayList<>();
    if (!VERSION_FORM.matcher(settings.get(VERSION)).matches()) {
      wrong.add(VERSION.key() + " is not a version such as 1.18.33");
    }
    String model = settings.get(MODEL);
    if (!model.isEmpty() && (model.indexOf('/') < 1 || model.endsWith("/"))) {
      wrong.add(MODEL.key() + " is not of the form provider/model");
    }
    for (String name : settings.get(ENVIRONMENT)) {
      if (!VARIABLE_FORM.matcher(name).matches()) {
        wrong.add(ENVIRONMENT.key() + " names '" + name + "', which is no variable's name");
      } else if (OWN_VARIABLES.contains(name)) {
        wrong.add(ENVIRONMENT.key() + " names " + name + ", which Mooring sets itself");
      }
    }
    if (!settings.get(URL).toString().isEmpty() && !settings.get(BINARY).toString().isEmpty()) {
      wrong.add(URL.key() + " and " + BINARY.key() + " exclude each other");
    }
    return wrong;
  }
}
