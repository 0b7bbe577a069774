package io.mooring.impostor;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real opencode server in a home of its own; ended with all that it started. */
final class RealOpencode implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on (http://\\S+)");

  /**
   * HTTP/1.1 on purpose: opencode 1.18.33 never answered a prompt that offered the upgrade to
   * HTTP/2, as java.net.http does by default.
   */
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process process;
  private final URI uri;
  private final Path project;

  private RealOpencode(Process process, URI uri, Path project) {
    this.process = process;
    this.uri = uri;
    this.project = project;
  }

  /** Named by MOORING_TEST_OPENCODE (property or environment), else found on the PATH. */
  static Optional<Path> binary() {
    String named =
        System.getProperty("MOORING_TEST_OPENCODE", System.getenv("MOORING_TEST_OPENCODE"));
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
        .map(folder -> Path.of(folder, "opencode"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static RealOpencode start(Path binary, String config, Path home) throws IOException {
    Path project = Files.createDirectories(home.resolve("project"));
    Path configFile = Files.writeString(home.resolve("opencode.json"), config);
    Path log = home.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "serve", "--hostname", "127.0.0.1", "--port", "0")
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(Set.of("PATH", "LANG", "LC_ALL"));
    environment.put("HOME", home.toString());
    for (String kind : new String[] {"DATA", "CONFIG", "CACHE", "STATE"}) {
      environment.put("XDG_" + kind + "_HOME", home.resolve(kind).toString());
    }
    environment.put("OPENCODE_CONFIG", configFile.toString());
    for (String flag :
        new String[] {"MODELS_FETCH", "AUTOUPDATE", "LSP_DOWNLOAD", "SHARE", "DEFAULT_PLUGINS"}) {
      environment.put("OPENCODE_DISABLE_" + flag, "1");
    }
    Process process = builder.start();
    URI uri =
        await()
            .atMost(Duration.ofSeconds(25))
            .until(() -> listening(Files.readString(log)), Optional::isPresent)
            .orElseThrow();
    return new RealOpencode(process, uri, project);
  }

  private static Optional<URI> listening(String log) {
    Matcher line = LISTENING.matcher(log);
    return line.find() ? Optional.of(URI.create(line.group(1))) : Optional.empty();
  }

  Path project() {
    return project;
  }

  String createSession() throws IOException, InterruptedException {
    return send("POST", "/session", Json.object()).path("id").asText();
  }

  /** Sends a prompt and waits for the turn's end; answers its last assistant message. */
  JsonNode prompt(String session, String text) throws IOException, InterruptedException {
    ObjectNode body = Json.object();
    body.putArray("parts").addObject().put("type", "text").put("text", text);
    return send("POST", "/session/" + session + "/message", body);
  }

  JsonNode messages(String session) throws IOException, InterruptedException {
    return send("GET", "/session/" + session + "/message", Json.object());
  }

  private JsonNode send(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                method.equals("GET")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(Json.write(body)))
            .build();
    return Json.parse(http.send(request, BodyHandlers.ofString()).body());
  }

  @Override
  public void close() {
    try (Stream<ProcessHandle> children = process.descendants()) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    // Its first TERM may only end a background install: what is left after a moment is killed.
    process.destroy();
    await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(10)).until(this::ended);
  }

  private boolean ended() throws InterruptedException {
    if (process.waitFor(2, TimeUnit.SECONDS)) {
      return true;
    }
    process.destroyForcibly();
    return false;
  }
}
