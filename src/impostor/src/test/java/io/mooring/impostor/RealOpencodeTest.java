package io.mooring.impostor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.model.ModelCall;
import io.mooring.impostor.model.ScriptedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The scripted model's directives, as a real opencode takes them. */
@Timeout(60)
class RealOpencodeTest {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path home;

  private static @Nullable ScriptedModel started;
  private static @Nullable RealOpencode running;

  @BeforeAll
  static void start() throws IOException {
    Optional<Path> binary = RealOpencode.binary();
    if (binary.isPresent()) {
      started = ScriptedModel.start(0);
      running = RealOpencode.start(binary.get(), OpencodeConfig.forModel(started.baseUri()), home);
    }
  }

  @BeforeEach
  void needsOpencode() {
    assumeTrue(running != null, "no opencode: set MOORING_TEST_OPENCODE to its binary");
  }

  @AfterAll
  static void stop() {
    if (running != null) {
      running.close();
    }
    if (started != null) {
      started.close();
    }
  }

  @Test
  void takesEveryDirective() throws Exception {
    RealOpencode opencode = running;
    ScriptedModel model = started;
    String session = opencode.createSession();

    JsonNode said = opencode.prompt(session, "n-say @say Hello there");
    JsonNode thought = opencode.prompt(session, "@reason hm | 42");
    JsonNode recovered = opencode.prompt(session, "n-500 @status 500 1\n@say back");
    JsonNode cut = opencode.prompt(session, "@length so far");
    JsonNode recalled = opencode.prompt(session, "@recall");

    assertThat(text(said, "text")).isEqualTo("Hello there");
    assertThat(text(thought, "reasoning")).isEqualTo("hm");
    assertThat(text(thought, "text")).isEqualTo("42");
    assertThat(text(recovered, "text")).isEqualTo("back");
    assertThat(cut.at("/info/finish").asText()).isEqualTo("length");
    assertThat(text(recalled, "text")).contains("n-say @say Hello there\n@reason hm | 42");
    assertThat(model.callsContaining("n-say")).extracting(ModelCall::title).containsExactly(false);
    assertThat(model.callsContaining("n-500")).hasSize(2);
    assertThat(said.at("/info/tokens").toString())
        .isEqualTo(
            "{\"total\":13,\"input\":5,\"output\":3,\"reasoning\":2,"
                + "\"cache\":{\"write\":0,\"read\":3}}");
  }

  @Test
  void runsToolsAndASubagent() throws Exception {
    RealOpencode opencode = running;
    String session = opencode.createSession();
    Path file = opencode.project().resolve("new.txt");
    String script =
        """
        @tools [{"name":"write","args":{"filePath":"%1$s","content":"one\\n"}},
         {"name":"read","args":{"filePath":"%1$s"}},
         {"name":"edit","args":{"filePath":"%1$s","oldString":"one","newString":"two"}},
         [{"name":"bash","args":{"command":"cat new.txt","description":"show"}},
          {"name":"read","args":{"filePath":"%1$s"}}],
         {"name":"task","args":{"description":"sub","prompt":"@say from below",
           "subagent_type":"general"}}]"""
            .formatted(file);

    JsonNode last = opencode.prompt(session, script);

    JsonNode messages = opencode.messages(session);
    assertThat(text(last, "text")).isEqualTo("All done.");
    assertThat(Files.readString(file)).isEqualTo("two\n");
    List<JsonNode> tools =
        messages.findParents("callID").stream().filter(part -> part.has("tool")).toList();
    assertThat(tools)
        .extracting(tool -> tool.path("tool").asText() + " " + tool.at("/state/status").asText())
        .containsExactlyInAnyOrder(
            "write completed",
            "read completed",
            "edit completed",
            "bash completed",
            "read completed",
            "task completed");
    assertThat(messages.toString()).contains("from below");
  }

  private static String text(JsonNode message, String type) {
    StringBuilder all = new StringBuilder();
    for (JsonNode part : message.path("parts")) {
      if (part.path("type").asText().equals(type)) {
        all.append(part.path("text").asText());
      }
    }
    return all.toString();
  }
}
