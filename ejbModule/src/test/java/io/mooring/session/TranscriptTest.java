package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.session.History.Conversation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TranscriptTest {
  private static String inside(String transcript) {
    return transcript.substring(
        transcript.indexOf("<conversation>\n") + 15, transcript.indexOf("\n</conversation>"));
  }

  @Test
  void tellsWhoSaidWhat() {
    String text = Transcript.of(Conversations.of("ses_a", "a walrus", "noted"), 10_000);

    assertThat(inside(text)).isEqualTo("User: a walrus\n\nAssistant: noted");
    assertThat(text).doesNotContain("not whole");
  }

  @Test
  void keepsTheNewestAndSaysWhatIsMissing() {
    Conversation old = Conversations.of("ses_a", "first", "second", "third");

    String text = Transcript.of(old, "User: third".length() + 6);

    assertThat(inside(text)).isEqualTo("[...] second\n\nUser: third");
    assertThat(text).contains("1 earlier messages are left out, and the first one here is cut");
  }

  @Test
  void tellsWhatToolsDid() {
    ObjectNode answer = Conversations.assistant("ses_a", "msg_b", "msg_a");
    ObjectNode tool = Conversations.part(answer, "prt_t", "tool").put("tool", "bash");
    ObjectNode state = tool.putObject("state").put("status", "completed").put("output", "a.txt");
    state.putObject("input").put("command", "ls");
    var old = new Conversation(Conversations.info("ses_a"), List.of(answer), List.of());

    assertThat(inside(Transcript.of(old, 1_000)))
        .isEqualTo("Assistant: [tool bash {\"command\":\"ls\"}]\na.txt");
  }

  @Property(tries = 200)
  void staysWithinItsSizeAndCutsNoCharacter(@ForAll @IntRange(min = 0, max = 60) int most) {
    String faces = "\uD83D\uDE00".repeat(9);
    String text = inside(Transcript.of(Conversations.of("ses_a", faces, faces, faces), most));

    assertThat(text.replace("[...] ", "").replace("\n\n", "").length()).isLessThanOrEqualTo(most);
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text)).isTrue();
  }
}
