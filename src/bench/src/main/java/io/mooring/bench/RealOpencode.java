package io.mooring.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.OpencodeConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real opencode server of our own that asks a scripted model; its snapshots are off. */
final class RealOpencode implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");
  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final Path project;
  private final URI uri;

  private RealOpencode(Process process, Path project, URI uri) {
    this.process = process;
    this.project = project;
    this.uri = uri;
  }

  /** The configuration, in a file. */
  static Path configuration(Path home, URI model) throws IOException {
    JsonMapper json = new JsonMapper();
    ObjectNode config = (ObjectNode) json.readTree(OpencodeConfig.forModel(model));
    config.put("snapshot", false);
    return Files.writeString(home.resolve("opencode.json"), config.toPrettyString());
  }

  static RealOpencode start(Path binary, Path home, URI model)
      throws IOException, InterruptedException {
    Path project = Files.createDirectories(home.resolve("project"));
    Path log = home.resolve("opencode.log");
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "serve", "--hostname", "127.0.0.1", "--port", "0")
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(Set.of("PATH", "LANG", "LC_ALL"));
    environment.put("HOME", home.toString());
    for (String kind : List.of("DATA", "CONFIG", "CACHE", "STATE")) {
      environment.put("XDG_" + kind + "_HOME", home.resolve(kind).toString());
    }
    environment.put("OPENCODE_CONFIG", configuration(home, model).toString());
    for (String flag :
        List.of("MODELS_FETCH", "AUTOUPDATE", "LSP_DOWNLOAD", "SHARE", "DEFAULT_PLUGINS")) {
      environment.put("OPENCODE_DISABLE_" + flag, "1");
    }
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    long begun = System.nanoTime();
    while (process.isAlive() && System.nanoTime() - begun < START_LIMIT_NANOS) {
      Matcher line = LISTENING.matcher(Files.readString(log));
      if (line.find()) {
        return new RealOpencode(process, project, URI.create(line.group(1)));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    process.destroyForcibly();
    throw new IOException("opencode did not start; see " + log);
  }

  URI uri() {
    return uri;
  }

  Path project() {
    return project;
  }

  @Override
  public void close() {
    // Its first TERM may only end a background install.
    Processes.end(process, 3);
  }
}
