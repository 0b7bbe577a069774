package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RingTest {
  private static DurableFrame frame(long seq) {
    return DurableFrame.of(
        new StoredEvent("ses_1", seq, "retry", Optional.empty(), Instant.EPOCH, "{}"));
  }

  @Test
  void answersNothingWhenTheNextFrameIsNotThere() {
    Ring ring = new Ring(10, 10_000);
    ring.add(List.of(frame(5), frame(6), frame(8)));

    assertThat(ring.after(3, 10)).isEmpty();
    assertThat(ring.after(4, 10)).extracting(DurableFrame::seq).containsExactly(5L, 6L);
    assertThat(ring.after(4, 1)).extracting(DurableFrame::seq).containsExactly(5L);
    assertThat(ring.after(8, 10)).isEmpty();
  }

  @Test
  void letsTheOldestGoByCountAndByBytes() {
    Ring byCount = new Ring(2, 10_000);
    byCount.add(List.of(frame(3), frame(1), frame(2)));
    Ring byBytes = new Ring(100, 2L * frame(1).bytes());
    byBytes.add(List.of(frame(1), frame(2), frame(3)));

    assertThat(byCount.after(0, 10)).isEmpty();
    assertThat(byCount.after(1, 10)).extracting(DurableFrame::seq).containsExactly(2L, 3L);
    assertThat(byBytes.after(1, 10)).extracting(DurableFrame::seq).containsExactly(2L, 3L);
  }

  @Property(tries = 200)
  void neverAnswersWithAHole(
      @ForAll List<@LongRange(min = 1, max = 30) Long> seqs,
      @ForAll @IntRange(min = 0, max = 10) int size,
      @ForAll @LongRange(min = 0, max = 30) long after) {
    Ring ring = new Ring(size, 100_000);
    seqs.forEach(seq -> ring.add(List.of(frame(seq))));

    List<DurableFrame> run = ring.after(after, 100);

    assertThat(run)
        .extracting(DurableFrame::seq)
        .containsExactlyElementsOf(
            LongStream.rangeClosed(after + 1, after + run.size()).boxed().toList());
    assertThat(run.size()).isLessThanOrEqualTo(size);
  }
}
