package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LastMessagesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final LastMessages messages = new LastMessages(nanos::get);

  private static ClaimedTurn turn(long number) {
    return new ClaimedTurn(
        "default",
        "ses_1",
        "turn_" + number,
        number,
        1,
        "/w",
        false,
        Json.read("[]"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  private static List<UpstreamMessage> of(String... ids) {
    return Stream.of(ids)
        .map(
            id -> {
              var message = Json.object();
              message.putObject("info").put("id", id).put("sessionID", "s").put("role", "user");
              message.putArray("parts");
              return UpstreamMessage.of(message).orElseThrow();
            })
        .toList();
  }

  @Test
  void knowsTheGreatestIdOfTheTurnJustBefore() {
    messages.seen(turn(1), "ses_up", of("msg_1", "msg_3", "msg_2"));

    assertThat(messages.before(2, "ses_up")).contains("msg_3");
  }

  @Test
  void knowsNothingWhenAnotherNodeMayHaveRunATurnOrAfterDoubt() {
    messages.seen(turn(1), "ses_up", of("msg_1"));

    assertThat(messages.before(3, "ses_up")).isEmpty();
    assertThat(messages.before(2, "ses_other")).isEmpty();
    messages.forget("ses_up");
    assertThat(messages.before(2, "ses_up")).isEmpty();
  }

  @Test
  void forgetsWhatWasNotUsedForLongest() {
    for (int i = 0; i <= LastMessages.MOST; i++) {
      messages.seen(turn(1), "ses_" + i, of("msg_1"));
    }

    assertThat(messages.before(2, "ses_0")).isEmpty();
    assertThat(messages.before(2, "ses_1")).isPresent();
  }

  @Test
  void forgetsSessionsInWhichNothingHappens() {
    messages.seen(turn(1), "ses_old", of("msg_1"));
    nanos.addAndGet(Duration.ofMinutes(20).toNanos());
    messages.seen(turn(1), "ses_new", of("msg_1"));
    nanos.addAndGet(Duration.ofMinutes(10).toNanos());

    messages.forgetOlderThan(Duration.ofMinutes(30));

    assertThat(messages.size()).isOne();
    assertThat(messages.before(2, "ses_old")).isEmpty();
    assertThat(messages.before(2, "ses_new")).isPresent();
  }
}
