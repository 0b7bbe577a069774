package io.mooring.host;

import io.mooring.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The directories of one server, for its owner only: the server finds nothing of the operator's own
 * opencode, and nothing of another server's.
 */
record ServerHome(Path root) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  static ServerHome of(Path servers, String tenant, String name) {
    if (!NAME.matcher(tenant).matches() || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a name for a directory: " + tenant + ", " + name);
    }
    return new ServerHome(servers.resolve(tenant).resolve(name));
  }

  /** Makes the directories and writes the configuration. */
  void prepare(ServerConfiguration configuration) throws IOException {
    OwnerOnly.directory(root.getParent());
    for (Path directory : new Path[] {root, home(), temporary()}) {
      OwnerOnly.directory(directory);
    }
    for (String kind : new String[] {"data", "config", "cache", "state"}) {
      OwnerOnly.directory(root.resolve(kind));
    }
    OwnerOnly.write(configFile(), Json.write(configuration.config()));
  }

  Path home() {
    return root.resolve("home");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  private Path configFile() {
    return home().resolve("opencode.json");
  }

  Path record() {
    return ProcessRecord.in(root);
  }

  /**
   * All that the server sees of the environment: an allow-list, never Mooring's own.
   *
   * @param machine where PATH and the language are taken from
   */
  Map<String, String> environment(
      Map<String, String> machine,
      ServerConfiguration configuration,
      String password,
      String mark) {
    Map<String, String> environment = new TreeMap<>(configuration.passed());
    environment.put("PATH", machine.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    environment.put("LANG", machine.getOrDefault("LANG", "C.UTF-8"));
    environment.put("LC_ALL", machine.getOrDefault("LC_ALL", "C.UTF-8"));
    environment.put("TERM", "dumb");
    environment.put("HOME", home().toString());
    environment.put("TMPDIR", temporary().toString());
    environment.put("XDG_DATA_HOME", root.resolve("data").toString());
    environment.put("XDG_CONFIG_HOME", root.resolve("config").toString());
    environment.put("XDG_CACHE_HOME", root.resolve("cache").toString());
    environment.put("XDG_STATE_HOME", root.resolve("state").toString());
    environment.put("OPENCODE_CONFIG", configFile().toString());
    environment.put("OPENCODE_SERVER_PASSWORD", password);
    for (String off :
        new String[] {"MODELS_FETCH", "AUTOUPDATE", "LSP_DOWNLOAD", "SHARE", "DEFAULT_PLUGINS"}) {
      environment.put("OPENCODE_DISABLE_" + off, "1");
    }
    environment.put(ProcessRecord.MARK, mark);
    return environment;
  }
}
