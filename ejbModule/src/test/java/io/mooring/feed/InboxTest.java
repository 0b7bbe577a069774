package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.feed.Inbox.Item;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final Inbox inbox = new Inbox(1_000, 1024 * 1024);

  private static Item delta(String part, long offset, String text, long floor) {
    return delta(FeedEventType.TEXT_DELTA, part, offset, text, floor);
  }

  private static Item delta(FeedEventType type, String part, long offset, String text, long floor) {
    EphemeralEvent event =
        EphemeralEvent.delta(type, "default", "ses_1", "trn_1", part, offset, text);
    return new Item.Live(EphemeralFrame.of(event, Instant.EPOCH), floor);
  }

  private static EphemeralEvent event(Item item) {
    return item instanceof Item.Merged merged
        ? merged.deltas().live().frame().event()
        : ((Item.Live) item).frame().event();
  }

  private List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (Item item = inbox.poll(); item != null; item = inbox.poll()) {
      if (!(item instanceof Item.Advance)) {
        texts.add(
            event(item).body().path("offset").asLong() + event(item).body().path("text").asText());
      }
    }
    return texts;
  }

  @Test
  void makesOneOfDeltasThatFollowEachOther() {
    inbox.offer(delta("p", 3, "ab", 0));
    inbox.offer(delta("p", 5, "\uD83D\uDE00", 0));
    inbox.offer(delta("p", 7, "c", 0));

    assertThat(texts()).containsExactly("3ab\uD83D\uDE00c");
    assertThat(inbox.bytes()).isZero();
  }

  @Test
  void keepsApartWhatDoesNotFollow() {
    inbox.offer(delta("p", 0, "a", 0));
    inbox.offer(delta("q", 1, "b", 0)); // another part
    inbox.offer(delta("q", 5, "c", 0)); // a hole
    inbox.offer(delta(FeedEventType.REASONING_DELTA, "q", 6, "d", 0)); // another kind
    inbox.offer(delta(FeedEventType.REASONING_DELTA, "q", 7, "e", 1)); // after a durable event

    assertThat(texts()).containsExactly("0a", "1b", "5c", "6d", "7e");
  }

  @Test
  void neverMergesAcrossADurableEvent() {
    inbox.offer(delta("p", 0, "a", 0));
    inbox.offer(new Item.Advance(1, 1, 100));
    inbox.offer(delta("p", 1, "b", 0));

    assertThat(texts()).containsExactly("0a", "1b");
  }

  @Test
  void beginsAnewWhenAFrameIsLongEnough() {
    String text = "x".repeat(1_000);

    for (int i = 0; i < 40; i++) {
      inbox.offer(delta("p", 1_000L * i, text, 0));
    }

    List<String> texts = texts();
    assertThat(texts).hasSize(3);
    assertThat(texts).allMatch(t -> t.length() <= WaitingDeltas.MOST_CHARS + 8);
  }

  @Test
  void countsWhatMergedDeltasHold() {
    long before = inbox.bytes();
    boolean room = true;
    long offset = 0;
    while (room) {
      room = inbox.offer(delta("p", offset, "0123456789", 0));
      offset += room ? 10 : 0;
      assertThat(inbox.bytes()).isLessThanOrEqualTo(1024 * 1024);
    }

    assertThat(before).isZero();
    // two bytes a character, and no more than twice that for the space to grow
    assertThat(offset).isBetween(200_000L, 1024 * 512L);
  }
}
