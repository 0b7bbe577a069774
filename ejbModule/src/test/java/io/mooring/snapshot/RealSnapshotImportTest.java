package io.mooring.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.host.TestServers;
import io.mooring.host.UpstreamServer;
import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.snapshot.capture.Capture;
import io.mooring.snapshot.capture.Captured;
import io.mooring.snapshot.pack.ConversationText;
import io.mooring.snapshot.pack.Manifests;
import io.mooring.snapshot.store.DirectoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The conversation in a snapshot is a file for {@code opencode import} as it stands: the real
 * program reads it in a home that never saw the session. Skipped where there is no opencode.
 */
class RealSnapshotImportTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOLD = "ses_4a0000000ffeTold000000000000";
  private static final String CHILD = "ses_4a0000001ffeChild00000000000";

  @TempDir Path directory;
  private Path workdir;
  private DirectoryStore store;

  @BeforeEach
  void aWorkdir() throws Exception {
    workdir = Files.createDirectory(directory.toRealPath().resolve("work"));
    Files.writeString(workdir.resolve("a.txt"), "alpha");
    store = new DirectoryStore(directory.resolve("store"));
  }

  @Test
  void whatASnapshotHoldsIsWhatAnotherOpencodeShowsAfterItsImport() throws Exception {
    List<JsonNode> said;
    List<JsonNode> saidByChild;
    try (TestServers first = TestServers.real(directory.resolve("first"))) {
      UpstreamServer server = first.servers().server("default");
      server.importConversation(workdir, session(TOLD, "walrus", "I'll keep: walrus"), PATIENCE);
      ObjectNode child = session(CHILD, "look", "found \u00e9\u4e2d\ud83e\uddad");
      ((ObjectNode) child.get("info")).put("parentID", TOLD);
      server.importConversation(workdir, child, PATIENCE);
      said = server.client().messagesWhole(TOLD);
      saidByChild = server.client().messagesWhole(CHILD);
      take(server);
    }

    JsonNode kept = conversation();
    try (TestServers second = TestServers.real(directory.resolve("second"))) {
      UpstreamServer server = second.servers().server("default");
      server.importConversation(workdir, file(kept), PATIENCE);
      server.importConversation(workdir, file(kept.at("/children/0")), PATIENCE);

      List<JsonNode> shown = server.client().messagesWhole(TOLD);
      assertThat(shown)
          .extracting(message -> message.at("/parts/0/text").asText())
          .containsExactly("walrus", "I'll keep: walrus");
      assertThat(shown).isEqualTo(said);
      assertThat(server.client().messagesWhole(CHILD)).hasSize(2).isEqualTo(saidByChild);
      assertThat(server.client().children(TOLD))
          .extracting(UpstreamSession::id)
          .containsExactly(CHILD);
    }
  }

  private void take(UpstreamServer server) throws Exception {
    Spoken spoken =
        Spoken.of(
            ConversationSource.UPSTREAM,
            new ConversationReader(server.client(), 1_000_000).read(TOLD));
    Capture capture = new SnapshotKit(store).capture();
    Captured drafted = capture.draft(workdir, "snap", null, List.of(), spoken::text);
    capture.publish(drafted);
  }

  private JsonNode conversation() throws Exception {
    byte[] text =
        ConversationText.read(
            store, SnapshotKit.KEYS, Manifests.open(store, SnapshotKit.KEYS, "snap"), 1_000_000);
    return Json.read(new String(text, StandardCharsets.UTF_8));
  }

  /** All of it but the subagents, which are files of their own. */
  private static JsonNode file(JsonNode conversation) {
    return ((ObjectNode) conversation.deepCopy()).without("children");
  }

  /** As opencode 1.18.33 exports one: a question and an answer. */
  private ObjectNode session(String id, String question, String answer) {
    ObjectNode session = Json.object();
    ObjectNode info = session.putObject("info");
    info.put("id", id).put("slug", "told").put("projectID", "global").put("title", "Told");
    info.put("directory", workdir.toString()).put("version", "1.18.33");
    info.putObject("time").put("created", 1_000).put("updated", 2_000);
    String tail = id.substring(8);
    ArrayNode messages = session.putArray("messages");
    ObjectNode asked = messages.addObject();
    ObjectNode user = asked.putObject("info");
    user.put("id", "msg_a" + tail).put("sessionID", id).put("role", "user").put("agent", "build");
    user.putObject("time").put("created", 1_000);
    user.putObject("model").put("providerID", "local").put("modelID", "scripted");
    part(asked, "prt_a" + tail, question);
    ObjectNode answered = messages.addObject();
    ObjectNode assistant = answered.putObject("info");
    assistant.put("id", "msg_b" + tail).put("sessionID", id).put("role", "assistant");
    assistant.put("agent", "build").put("mode", "build").put("parentID", "msg_a" + tail);
    assistant.put("providerID", "local").put("modelID", "scripted").put("cost", 0);
    assistant.put("finish", "stop");
    assistant.putObject("time").put("created", 1_500).put("completed", 2_000);
    assistant.putObject("path").put("cwd", workdir.toString()).put("root", workdir.toString());
    ObjectNode tokens = assistant.putObject("tokens");
    tokens.put("input", 1).put("output", 1).put("reasoning", 0);
    tokens.putObject("cache").put("read", 0).put("write", 0);
    part(answered, "prt_b" + tail, answer);
    return session;
  }

  private static void part(ObjectNode message, String id, String text) {
    JsonNode info = message.get("info");
    message
        .putArray("parts")
        .addObject()
        .put("id", id)
        .put("messageID", info.get("id").asText())
        .put("sessionID", info.get("sessionID").asText())
        .put("type", "text")
        .put("text", text);
  }
}
