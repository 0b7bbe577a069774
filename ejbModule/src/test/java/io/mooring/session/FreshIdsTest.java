package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.session.History.Conversation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FreshIdsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

  @Property(tries = 60)
  void everyIdIsNewAndUniqueAndTheOrderStays(
      @ForAll @IntRange(min = 0, max = 12) int messages,
      @ForAll @IntRange(min = 0, max = 4) int parts,
      @ForAll @IntRange(min = 0, max = 3) int children) {
    Conversation old = conversation("ses_old", messages, parts, children);

    FreshIds.Renamed renamed = FreshIds.rename(old, CLOCK);

    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    collect(old, before);
    collect(renamed.conversation(), after);
    assertThat(after)
        .hasSameSizeAs(before)
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat(renamed.ids().get(before.get(i))).isEqualTo(after.get(i));
      assertThat(after.get(i)).matches("(ses|msg|prt)_[0-9a-f]{12}[0-9A-Za-z]{14}");
    }
    assertThat(messageIds(renamed.conversation())).isSorted();
    assertThat(renamed.conversation().children()).hasSize(children);
  }

  private static Conversation conversation(String session, int messages, int parts, int children) {
    List<JsonNode> all = new ArrayList<>();
    for (int m = 0; m < messages; m++) {
      ObjectNode message = Conversations.user(session, "msg_" + session.substring(4) + m);
      for (int p = 0; p < parts; p++) {
        Conversations.part(message, "prt_" + session.substring(4) + m + "x" + p, "text");
      }
      all.add(message);
    }
    List<Conversation> subagents = new ArrayList<>();
    for (int c = 0; c < children; c++) {
      subagents.add(conversation(session + "c" + c, messages, parts, 0));
    }
    return new Conversation(Conversations.info(session), all, subagents);
  }

  private static void collect(Conversation conversation, List<String> ids) {
    ids.add(conversation.info().path("id").asText());
    for (JsonNode message : conversation.messages()) {
      ids.add(message.at("/info/id").asText());
      message.path("parts").forEach(part -> ids.add(part.path("id").asText()));
    }
    conversation.children().forEach(child -> collect(child, ids));
  }

  private static List<String> messageIds(Conversation conversation) {
    return conversation.messages().stream().map(m -> m.at("/info/id").asText()).toList();
  }

  @Test
  void whatPointsAtAnIdPointsAtItsNewOne() {
    ObjectNode asked = Conversations.user("ses_old", "msg_a");
    ObjectNode answer = Conversations.assistant("ses_old", "msg_b", "msg_a");
    ObjectNode task = Conversations.part(answer, "prt_t", "tool").put("tool", "task");
    ObjectNode state = task.putObject("state").put("output", "task_id: ses_child (ses_other)");
    state.putObject("metadata").put("sessionId", "ses_child");
    state.putObject("input").put("task_id", "ses_child");
    Conversation old =
        new Conversation(
            Conversations.info("ses_old"),
            List.of(asked, answer),
            List.of(Conversations.of("ses_child", "hi")));

    Conversation fresh = FreshIds.rename(old, CLOCK).conversation();

    String child = fresh.children().get(0).info().path("id").asText();
    assertThat(fresh.children().get(0).info().path("parentID")).isEqualTo(fresh.info().path("id"));
    JsonNode renamed = fresh.messages().get(1);
    assertThat(renamed.at("/info/parentID")).isEqualTo(fresh.messages().get(0).at("/info/id"));
    assertThat(renamed.at("/info/sessionID")).isEqualTo(fresh.info().path("id"));
    assertThat(renamed.at("/parts/0/messageID")).isEqualTo(renamed.at("/info/id"));
    assertThat(renamed.at("/parts/0/state/metadata/sessionId").asText()).isEqualTo(child);
    assertThat(renamed.at("/parts/0/state/input/task_id").asText()).isEqualTo(child);
    assertThat(renamed.at("/parts/0/state/output").asText())
        .isEqualTo("task_id: " + child + " (ses_other)");
  }

  @Test
  void aTextThatIsAnIdStaysAText() {
    Conversation old = Conversations.of("ses_old", "ses_old");

    Conversation fresh = FreshIds.rename(old, CLOCK).conversation();

    assertThat(fresh.messages().get(0).at("/parts/0/text").asText()).isEqualTo("ses_old");
  }

  @Test
  void twoMessagesOfOneIdStayTwo() {
    ObjectNode twin = Conversations.user("ses_old", "msg_twin");
    Conversation old =
        new Conversation(Conversations.info("ses_old"), List.of(twin, twin.deepCopy()), List.of());

    assertThat(messageIds(FreshIds.rename(old, CLOCK).conversation())).doesNotHaveDuplicates();
  }
}
