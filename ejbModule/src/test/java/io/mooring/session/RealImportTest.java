package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.host.TestServers;
import io.mooring.host.UpstreamServer;
import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.session.History.Conversation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real opencode makes of the files that we shape; skipped where there is none. */
class RealImportTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  void aPoorHistoryWithItsSubagentIsTakenWhole() throws Exception {
    Path workdir = Files.createDirectories(directory.resolve("work")).toRealPath();
    ObjectNode half = Conversations.assistant("ses_old", "msg_half", "msg_old0");
    ((ObjectNode) half.get("info")).remove(List.of("finish", "time"));
    ObjectNode tool = Conversations.part(half, "prt_tool", "tool").put("tool", "bash");
    tool.put("callID", "call_1").putObject("state").put("status", "running").putObject("input");
    var said = Conversations.of("ses_old", "walrus", "noted", "and then");
    List<JsonNode> messages = new java.util.ArrayList<>(said.messages());
    messages.add(half);
    var history =
        new Conversation(
            said.info(), messages, List.of(Conversations.of("ses_child", "go", "done")));
    FreshIds.Renamed renamed =
        FreshIds.rename(UsableHistory.of(history, Optional.empty()), Clock.systemUTC());

    try (TestServers servers = TestServers.real(directory.resolve("data"))) {
      UpstreamServer server = servers.servers().server("default");
      for (JsonNode file : files(workdir, renamed.conversation())) {
        server.importConversation(workdir, file, PATIENCE);
      }

      UpstreamSession there = server.client().session(renamed.sessionId());
      assertThat(there.directory()).isEqualTo(workdir.toString());
      assertThat(there.metadata().path("mark").asInt()).isEqualTo(1);
      assertThat(there.permission()).hasSize(1);
      List<JsonNode> all = server.client().messagesWhole(there.id());
      assertThat(all)
          .extracting(m -> m.at("/info/role").asText())
          .containsExactly("user", "assistant", "user", "assistant");
      assertThat(all)
          .extracting(m -> m.at("/parts/0/text").asText())
          .startsWith("walrus", "noted", "and then");
      assertThat(all.get(3).at("/parts/0/state/status").asText()).isEqualTo("error");
      assertThat(server.client().children(there.id()))
          .singleElement()
          .satisfies(c -> assertThat(server.client().messagesWhole(c.id())).hasSize(2));
    }
  }

  private static List<JsonNode> files(Path workdir, Conversation conversation) {
    var claim =
        new SessionClaim(
            "default",
            "ses_ours",
            1,
            false,
            workdir.toString(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "build",
            Optional.empty(),
            List.of(),
            false,
            Optional.empty(),
            Optional.empty());
    var rules = Json.lenient().createArrayNode();
    rules.addObject().put("permission", "bash").put("pattern", "*").put("action", "ask");
    return ImportFile.of(claim, conversation, Json.object().put("mark", 1), rules).orElseThrow();
  }
}
