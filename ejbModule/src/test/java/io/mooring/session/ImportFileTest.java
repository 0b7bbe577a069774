package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.session.History.Conversation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImportFileTest {
  private static SessionClaim claim(Optional<ModelRef> model) {
    return new SessionClaim(
        "default",
        "ses_ours",
        1,
        false,
        "/wanted",
        Optional.empty(),
        Optional.empty(),
        Optional.of("Ours"),
        "build",
        model,
        List.of(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<List<JsonNode>> files(Conversation conversation, Optional<ModelRef> m) {
    return ImportFile.of(
        claim(m), conversation, Json.object().put("mark", 1), Json.lenient().createArrayNode());
  }

  @Test
  void whatTheImportAsksForIsFilledIn() {
    Conversation poor = Conversations.of("ses_a", "ask", "answer");

    JsonNode file = files(poor, Optional.empty()).orElseThrow().get(0);

    assertThat(file.at("/info/slug").asText()).isNotBlank();
    assertThat(file.at("/info/version").asText()).isNotBlank();
    assertThat(file.at("/info/directory").asText()).isEqualTo("/wanted");
    assertThat(file.at("/info/title").asText()).isEqualTo("Ours");
    assertThat(file.at("/info/metadata/mark").asInt()).isEqualTo(1);
    assertThat(file.at("/info/time/updated").isNumber()).isTrue();
    assertThat(file.at("/messages/0/info/model/modelID").asText()).isEqualTo("echo");
    assertThat(file.at("/messages/0/info/agent").asText()).isEqualTo("build");
    JsonNode answer = file.at("/messages/1/info");
    assertThat(answer.path("providerID").asText()).isEqualTo("scripted");
    assertThat(answer.path("mode").asText()).isEqualTo("build");
    assertThat(answer.at("/path/cwd").asText()).isEqualTo("/wanted");
    assertThat(answer.at("/tokens/cache/write").isNumber()).isTrue();
    assertThat(answer.path("cost").isNumber()).isTrue();
  }

  @Test
  void whatIsOfTheWrongFormGivesWay() {
    Conversation odd = Conversations.of("ses_a", "ask", "answer");
    ((ObjectNode) odd.info()).put("time", "never").put("share", "x").put("revert", 5);
    ((ObjectNode) odd.messages().get(1).get("info")).put("tokens", "many").put("path", 1);

    JsonNode file = files(odd, Optional.empty()).orElseThrow().get(0);

    assertThat(file.at("/info/time/created").isNumber()).isTrue();
    assertThat(file.path("info").has("share")).isFalse();
    assertThat(file.at("/messages/1/info/tokens/input").isNumber()).isTrue();
  }

  @Test
  void parentsComeBeforeTheirChildren() {
    var family =
        new Conversation(
            Conversations.info("ses_a"),
            List.of(),
            List.of(Conversations.of("ses_b", "x"), Conversations.of("ses_c", "y")));

    assertThat(files(family, Optional.empty()).orElseThrow())
        .extracting(file -> file.at("/info/id").asText())
        .containsExactly("ses_a", "ses_b", "ses_c");
  }

  @Test
  void eachMessageIsLaterThanTheOneBefore() {
    Conversation odd = Conversations.of("ses_a", "one", "two", "three", "four");

    JsonNode messages = files(odd, Optional.empty()).orElseThrow().get(0).path("messages");

    long before = -1;
    for (JsonNode message : messages) {
      long created = message.at("/info/time/created").asLong();
      assertThat(created).isGreaterThan(before);
      assertThat(message.at("/info/time/completed").asLong(created))
          .isGreaterThanOrEqualTo(created);
      before = created;
    }
  }

  @Test
  void aModelIsNeverMadeUp() {
    Conversation nameless = Conversations.of("ses_a", "ask", "answer");
    ((ObjectNode) nameless.info()).remove("model");

    assertThat(files(nameless, Optional.empty())).isEmpty();
    assertThat(files(nameless, Optional.of(new ModelRef("p", "m")))).isPresent();
  }
}
