package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.feed.FeedEventType;
import io.mooring.feed.StoredEvent;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import io.mooring.session.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TurnTest {
  private static final Instant NOW = Instant.EPOCH;

  private final Turn turn = new Turn();

  private static TurnResult result(TurnState state) {
    return TurnResult.empty(state, Optional.empty());
  }

  @Test
  void endsOnceAndIsNeverChangedAfterThat() {
    turn.start("boot", NOW);
    long generation = turn.generation();
    turn.end(result(TurnState.COMPLETED), NOW);

    assertThat(turn.isRunBy(generation)).isFalse();
    assertThat(turn.leaseBoot()).isEmpty();
    assertThatThrownBy(() -> turn.end(result(TurnState.FAILED), NOW))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> turn.start("boot", NOW)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> turn.takeOver("boot")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> turn.askToAbort(NOW)).isInstanceOf(TurnFailure.class);
  }

  @Test
  void isTakenOverOnlyWhileItRunsAndUnderAnotherGeneration() {
    assertThatThrownBy(() -> turn.takeOver("boot")).isInstanceOf(IllegalStateException.class);
    turn.start("boot", NOW);
    long generation = turn.generation();

    turn.takeOver("other");

    assertThat(turn.isRunBy(generation)).isFalse();
    assertThat(turn.isRunBy(generation + 1)).isTrue();
  }

  @Test
  void doesNotEndAsRunning() {
    turn.start("boot", NOW);

    assertThatThrownBy(() -> turn.end(result(TurnState.RUNNING), NOW))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aResultsTextIsBoundedAndNeverSplitsAPair() {
    String long5Mi = "a" + "\uD83D\uDE00".repeat(5 * 1024 * 1024 / 2);

    TurnResult bounded =
        new TurnResult(TurnState.COMPLETED, Optional.empty(), long5Mi, "", "[]", "[]", Usage.NONE);

    assertThat(bounded.text()).hasSizeLessThanOrEqualTo(4 * 1024 * 1024).endsWith("… cut …");
    String kept = bounded.text().substring(0, bounded.text().indexOf('\n'));
    assertThat(Character.isLowSurrogate(kept.charAt(kept.length() - 1))).isTrue();
  }

  @Test
  void aPromptOfTooManyPartsIsRefusedBeforeItIsQueued() {
    String parts = "[" + "{},".repeat(60) + "{}]";

    assertThatThrownBy(
            () -> new NewTurn("", parts, Optional.empty(), Optional.empty(), Optional.empty()))
        .isInstanceOf(InvalidValue.class);
  }

  @Test
  void theJournalsLastTextOfEachPartCounts() {
    List<StoredEvent> events =
        List.of(
            event("turn_1", FeedEventType.TEXT_COMPLETED, "prt_1", "first"),
            event("turn_1", FeedEventType.TEXT_COMPLETED, "prt_2", "void"),
            event("turn_0", FeedEventType.TEXT_COMPLETED, "prt_0", "another turn's"),
            event("turn_1", FeedEventType.TEXT_COMPLETED, "prt_1", "first, corrected"),
            event("turn_1", FeedEventType.PART_DISCARDED, "prt_2", ""),
            event("turn_1", FeedEventType.REASONING_COMPLETED, "prt_3", "thought"),
            event("turn_1", FeedEventType.TEXT_COMPLETED, "prt_4", "last"));

    assertThat(KeptTexts.of(KeptOpenReply.of("turn_1", events, List.of())))
        .containsExactly("first, corrected", "last");
  }

  private static StoredEvent event(String turn, FeedEventType type, String part, String text) {
    String body = Json.object().put("partId", part).put("text", text).toString();
    return new StoredEvent("ses_1", 1, type.wireName(), Optional.of(turn), NOW, body);
  }
}
