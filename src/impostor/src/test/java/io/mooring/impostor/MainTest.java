package io.mooring.impostor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.http.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MainTest {
  @TempDir Path folder;

  @Test
  void startsInTheBackgroundAndWritesTheConfiguration() throws Exception {
    Path file = folder.resolve("deep/opencode.json");

    Main.main(
        new String[] {
          "--background", "--upstream-port", "0", "--opencode-config", file.toString()
        });

    JsonNode config = Json.parse(Files.readString(file));
    assertThat(config.path("model").asText()).isEqualTo("scripted/echo");
    assertThat(config.at("/provider/scripted/models").fieldNames())
        .toIterable()
        .containsExactly("echo", "other");
    assertThat(config.at("/provider/scripted/options/baseURL").asText())
        .matches("http://127\\.0\\.0\\.1:\\d+/v1");
  }

  @Test
  void refusesAnOptionWithoutItsValue() {
    assertThatThrownBy(() -> Main.main(new String[] {"--background", "--model-port"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--model-port needs a value");
  }
}
