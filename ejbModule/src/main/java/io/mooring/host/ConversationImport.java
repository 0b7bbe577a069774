package io.mooring.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code opencode import} in the home of a running server. It carries the server's mark, so it ends
 * with the server at the latest, and with whatever Mooring ends it after a crash.
 */
final class ConversationImport {
  private final Path binary;
  private final ServerHome home;
  private final ServerConfiguration configuration;
  private final String mark;
  private final ServerProcess.Tools tools;

  ConversationImport(
      Path binary,
      ServerHome home,
      ServerConfiguration configuration,
      String mark,
      ServerProcess.Tools tools) {
    this.binary = binary;
    this.home = home;
    this.configuration = configuration;
    this.mark = mark;
    this.tools = tools;
  }

  /**
   * Imports it into the directory, which opencode takes from where the command runs.
   *
   * @throws ImportFailed when it did not end well in time; nothing of it runs any more
   */
  void run(Path directory, JsonNode conversation, Duration atMost) {
    try {
      Path file = Files.createTempFile(home.temporary(), "import-", ".json"); // 0600 by the JDK
      try {
        Files.writeString(file, Json.write(conversation), StandardCharsets.UTF_8);
        Command.Outcome outcome =
            new Command(words(file), directory, environment()).run(atMost, tools.threads());
        if (outcome.exit() != 0) {
          throw ImportFailed.ended(outcome.exit(), outcome.lines());
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw ImportFailed.notStarted(e);
    }
  }

  private List<String> words(Path file) {
    List<String> words = new ArrayList<>();
    Programs.find("setsid", tools.machine().getOrDefault("PATH", "")).ifPresent(words::add);
    words.addAll(List.of(binary.toString(), "import", file.toString()));
    return words;
  }

  /** The server's own but for its password, which a command has no use for. */
  private Map<String, String> environment() {
    Map<String, String> environment = home.environment(tools.machine(), configuration, "", mark);
    environment.remove("OPENCODE_SERVER_PASSWORD");
    return environment;
  }
}
