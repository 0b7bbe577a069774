package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShownTest {
  private final Shown shown = new Shown();

  private static EphemeralEvent delta(String part, long offset, String text) {
    return EphemeralEvent.delta(
        FeedEventType.TEXT_DELTA, "default", "ses_1", "trn_1", part, offset, text);
  }

  private Optional<String> fitted(EphemeralEvent event) {
    return shown.fit(event).map(fit -> fit.body().get("offset") + ":" + fit.body().get("text"));
  }

  private void see(String type, ObjectNode body) {
    shown.see(
        DurableFrame.of(
            new StoredEvent(
                "ses_1", 1, type, Optional.of("trn_1"), Instant.EPOCH, Json.write(body))));
  }

  private void open(String text) {
    ObjectNode open = Json.object().put("turnId", "trn_1");
    open.putArray("parts")
        .addObject()
        .put("partId", "p")
        .put("text", text)
        .put("offset", text.length());
    shown.restart(Optional.of(open));
  }

  @Test
  void cutsOffWhatTheHelloHeld() {
    open("a\uD83D\uDE00b");

    assertThat(fitted(delta("p", 0, "a\uD83D\uDE00"))).isEmpty();
    assertThat(fitted(delta("p", 3, "bcd"))).contains("4:\"cd\"");
    assertThat(fitted(delta("p", 6, "e"))).contains("6:\"e\"");
  }

  @Test
  void dropsWhatLiesBeyondAHole() {
    open("ab");

    assertThat(fitted(delta("p", 3, "x"))).isEmpty();
    assertThat(fitted(delta("p", 2, "c"))).contains("2:\"c\"");
    assertThat(fitted(delta("q", 1, "x"))).isEmpty();
    assertThat(fitted(delta("q", 0, "y"))).contains("0:\"y\"");
  }

  @Test
  void goesOnWhereACompletionLeftThePart() {
    open("abc");

    see("text.completed", Json.object().put("partId", "p").put("text", "abcde"));

    assertThat(fitted(delta("p", 3, "de"))).isEmpty();
    assertThat(fitted(delta("p", 5, "f"))).contains("5:\"f\"");
  }

  @Test
  void beginsADiscardedPartAnew() {
    open("abc");

    see("part.discarded", Json.object().put("partId", "p"));

    assertThat(fitted(delta("p", 0, "x"))).contains("0:\"x\"");
  }

  @Test
  void forgetsThePartsOfATurnThatEnded() {
    open("abc");

    see("turn.ended", Json.object().put("state", "COMPLETED"));

    assertThat(fitted(delta("p", 3, "x"))).isEmpty();
  }

  @Test
  void showsToolOutputBeyondAHoleButNeverTwice() {
    EphemeralEvent late =
        EphemeralEvent.toolOutput("default", "ses_1", "trn_1", "call_1", 10, "xyz");

    assertThat(fitted(late)).contains("10:\"xyz\"");
    assertThat(fitted(late)).isEmpty();
  }

  @Test
  void leavesTheEventItselfForOtherViewersAsItWas() {
    open("ab");
    EphemeralEvent event = delta("p", 1, "bc");

    assertThat(fitted(event)).contains("2:\"c\"");
    assertThat(event.body().get("text").asText()).isEqualTo("bc");
  }
}
