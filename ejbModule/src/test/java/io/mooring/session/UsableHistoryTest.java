package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.session.History.Conversation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsableHistoryTest {
  private static Conversation usable(Conversation conversation) {
    return UsableHistory.of(conversation, Optional.empty());
  }

  @Test
  void whatSeemsToRunIsEnded() {
    ObjectNode answer = Conversations.assistant("ses_a", "msg_b", "msg_a");
    ObjectNode info = (ObjectNode) answer.get("info");
    info.remove(List.of("finish", "time"));
    info.putObject("time").put("created", 6);
    ObjectNode tool = Conversations.part(answer, "prt_t", "tool").put("tool", "bash");
    ObjectNode state = tool.putObject("state").put("status", "running").put("title", "x");
    state.putObject("input").put("command", "sleep 9");
    state.putObject("time").put("start", 40);
    Conversations.part(answer, "prt_u", "text")
        .put("text", "half")
        .putObject("time")
        .put("start", 50);
    var old = new Conversation(Conversations.info("ses_a"), List.of(answer), List.of());

    JsonNode closed = usable(old).messages().get(0);

    assertThat(closed.at("/info/time/completed").asLong()).isEqualTo(50);
    assertThat(closed.at("/info/error/name").asText()).isEqualTo("MessageAbortedError");
    assertThat(closed.at("/parts/0/state/status").asText()).isEqualTo("error");
    assertThat(closed.at("/parts/0/state/error").asText()).isEqualTo("interrupted");
    assertThat(closed.at("/parts/0/state/input/command").asText()).isEqualTo("sleep 9");
    assertThat(closed.at("/parts/0/state/time/end").asLong()).isEqualTo(40);
    assertThat(closed.at("/parts/1/time/end").asLong()).isEqualTo(50);
    assertThat(answer.at("/info/time").has("completed")).as("the given one").isFalse();
  }

  @Test
  void aFinishedAnswerStaysAsItIs() {
    Conversation old = Conversations.of("ses_a", "ask", "answer");

    assertThat(usable(old).messages()).isEqualTo(old.messages());
  }

  @Test
  void whatWasRevertedIsLeftOut() {
    Conversation old = Conversations.of("ses_a", "one", "two", "three", "four");
    ((ObjectNode) old.info()).putObject("revert").put("messageID", "msg_a2");

    assertThat(usable(old).messages()).hasSize(2);
  }

  @Test
  void thePromptThatIsAboutToBeSentIsLeftOut() {
    Conversation old = Conversations.of("ses_a", "one", "two", "three");
    var byText = new RunningTurns.Prompt(Optional.empty(), "three");
    var byId = new RunningTurns.Prompt(Optional.of("msg_a2"), "as it is called upstream");
    var another = new RunningTurns.Prompt(Optional.of("msg_z"), "four");

    assertThat(UsableHistory.of(old, Optional.of(byText)).messages()).hasSize(2);
    assertThat(UsableHistory.of(old, Optional.of(byId)).messages()).hasSize(2);
    assertThat(UsableHistory.of(old, Optional.of(another)).messages()).hasSize(3);
  }

  @Test
  void anEarlierPromptOfTheSameWordsStays() {
    Conversation old = Conversations.of("ses_a", "again", "done");
    var same = new RunningTurns.Prompt(Optional.empty(), "again");

    assertThat(UsableHistory.of(old, Optional.of(same)).messages()).hasSize(2);
  }
}
