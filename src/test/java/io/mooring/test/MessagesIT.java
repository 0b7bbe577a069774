package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What was said and done in a session is read from Mooring, not from the agent. */
@ExtendWith(Mooring.Shared.class)
class MessagesIT {
  @Test
  void keepsWhatWasSaidAndDoneAndExportsIt(Mooring mooring) throws IOException {
    Path workdir = Files.createTempDirectory(mooring.roots(), "said-");
    ObjectNode wanted = Http.object().put("workdir", workdir.toString());
    String session = mooring.alice().post("/api/v1/sessions", wanted).expect(201).at("id");
    String file = workdir.resolve("note.txt").toString();
    double before = Outage.exports(mooring.server());
    ObjectNode tools = Http.object();
    ObjectNode write = tools.putArray("steps").addObject().put("name", "write");
    write.putObject("args").put("filePath", file).put("content", "one\n");
    ObjectNode bash = tools.withArrayProperty("steps").addObject().put("name", "bash");
    bash.putObject("args").put("command", "cat note.txt").put("description", "Shows the note");
    String prompt = "@tools " + tools.path("steps");
    JsonNode turn;
    List<JsonNode> told;
    try (FeedClient feed = FeedClient.watch(mooring.server(), "alice", session)) {
      feed.await("hello");
      turn = mooring.run(session, prompt);
      feed.awaitEnd(turn.path("id").asText());
      told = feed.frames("file.changed");
    }

    List<JsonNode> messages = list(mooring, session, "messages?limit=200");
    assertThat(messages.get(0).path("role").asText()).isEqualTo("user");
    assertThat(messages.get(0).path("text").asText()).isEqualTo(prompt);
    JsonNode last = messages.get(messages.size() - 1);
    assertThat(last.path("role").asText()).isEqualTo("assistant");
    assertThat(last.path("text").asText()).isEqualTo("All done.");
    assertThat(messages)
        .extracting(m -> m.path("turnId").asText())
        .containsOnly(turn.at("/id").asText());
    assertThat(messages).extracting(m -> m.path("id").asText()).doesNotHaveDuplicates();

    List<JsonNode> files = list(mooring, session, "file-events");
    assertThat(files).extracting(f -> f.path("type").asText()).containsExactly("bash", "write");
    assertThat(files.get(1).path("path").asText()).isEqualTo("note.txt");
    assertThat(files.get(1).path("diff").asText()).contains("+one");
    assertThat(files.get(0).path("command").asText()).isEqualTo("cat note.txt");
    assertThat(told)
        .extracting(f -> f.path("seq").asLong())
        .containsExactly(files.get(1).path("seq").asLong(), files.get(0).path("seq").asLong());
    assertThat(messages)
        .extracting(m -> m.path("id").asText())
        .contains(files.get(0).path("messageId").asText());

    Http.Answer page =
        mooring.alice().get("/api/v1/sessions/" + session + "/messages?limit=1").expect(200);
    assertThat(page.header("Link")).contains("rel=\"next\"");
    mooring.server().as("bob").get("/api/v1/sessions/" + session + "/messages").expect(404);

    await().atMost(Duration.ofSeconds(30)).until(() -> Outage.exports(mooring.server()) > before);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                mooring
                    .alice()
                    .get("/api/v1/sessions/" + session)
                    .json()
                    .path("title")
                    .asText()
                    .equals("Scripted title"));
  }

  private static List<JsonNode> list(Mooring mooring, String session, String what) {
    List<JsonNode> items = new ArrayList<>();
    mooring
        .alice()
        .get("/api/v1/sessions/" + session + "/" + what)
        .expect(200)
        .json()
        .path("items")
        .forEach(items::add);
    return items;
  }
}
