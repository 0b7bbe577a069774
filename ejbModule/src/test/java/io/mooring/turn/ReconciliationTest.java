package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.UpstreamStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconciliationTest {
  private static final String PROMPT = "msg_2";

  @ParameterizedTest
  @CsvSource({
    "false, none,                       idle,  SEND",
    "false, none,                       busy,  SEND",
    "true,  none,                       idle,  SEND_AGAIN",
    "true,  stop of another,            idle,  SEND_AGAIN",
    "true,  none,                       busy,  ATTACH",
    "true,  unfinished,                 busy,  ATTACH",
    "true,  stop,                       busy,  ATTACH",
    "true,  unfinished,                 retry, ATTACH",
    "true,  stop,                       idle,  FINISH",
    "true,  tool-calls,                 idle,  FINISH",
    "true,  error,                      idle,  FINISH",
    "true,  tool-calls then error,      idle,  FINISH",
    "true,  unfinished,                 idle,  INTERRUPTED",
    "true,  tool-calls then unfinished, idle,  INTERRUPTED",
  })
  void decidesByWhatUpstreamHas(
      boolean there, String replies, String status, Reconciliation expected) {
    assertThat(Reconciliation.of(there, PROMPT, messages(replies), status(status)))
        .isEqualTo(expected);
  }

  private static Optional<UpstreamStatus> status(String type) {
    return type.equals("idle")
        ? Optional.empty()
        : UpstreamStatus.of(Json.object().put("type", type));
  }

  private static List<UpstreamMessage> messages(String replies) {
    return Stream.of(replies.split(" then "))
        .filter(reply -> !reply.equals("none"))
        .map(ReconciliationTest::message)
        .toList();
  }

  private static UpstreamMessage message(String reply) {
    var message = Json.object();
    var info = message.putObject("info");
    info.put("id", "msg_3").put("sessionID", "ses_1").put("role", "assistant");
    info.put("parentID", reply.endsWith("of another") ? "msg_1" : PROMPT);
    if (reply.equals("error")) {
      info.putObject("error").put("name", "APIError").putObject("data");
    } else if (!reply.equals("unfinished")) {
      info.put("finish", reply.replace(" of another", ""));
    }
    message.putArray("parts");
    return UpstreamMessage.of(message).orElseThrow();
  }
}
