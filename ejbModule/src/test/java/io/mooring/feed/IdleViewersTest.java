package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What somebody costs who only watches. */
class IdleViewersTest extends ViewerFixture {
  private static final int VIEWERS = 5_000;
  private static final long MOST_BYTES = 4 * 1024;

  /** A peer that takes all and keeps nothing. */
  private static final class Nowhere implements ViewerSink {
    private long frames;

    @Override
    public CompletableFuture<?> send(Outgoing frame) {
      frames++;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close(ViewerEnd end) {
      throw new IllegalStateException("closed: " + end);
    }
  }

  @Test
  void takesNoThreadAndAFewKilobytesEach() {
    List<Nowhere> peers = new ArrayList<>();
    for (int i = 0; i < VIEWERS; i++) {
      journal.open(ACTOR, "ses_" + i);
      peers.add(new Nowhere());
    }
    int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
    long before = usedBytes();

    for (int i = 0; i < VIEWERS; i++) {
      var unused = channels.watch(CALLER, "ses_" + i, Optional.empty(), peers.get(i));
      threads.runAll();
    }
    threads.pass(PING);
    channels.tick();
    threads.runAll();
    long each = (usedBytes() - before) / VIEWERS;

    System.getLogger("bench")
        .log(System.Logger.Level.INFO, "an idle viewer of a session of its own: {0} bytes", each);
    assertThat(channels.viewers()).isEqualTo(VIEWERS);
    assertThat(peers).allMatch(peer -> peer.frames == 2); // hello and ping
    assertThat(each).isLessThan(MOST_BYTES);
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threadsBefore).isLessThan(10);
  }

  @Test
  void onePollAsksForAllOfThemInAFewQueries() {
    for (int i = 0; i < VIEWERS; i++) {
      journal.open(ACTOR, "ses_" + i);
      var unused = channels.watch(CALLER, "ses_" + i, Optional.empty(), new Nowhere());
      threads.runAll();
    }
    int before = journal.reads();

    threads.pass(Duration.ofSeconds(5));
    channels.tick();

    assertThat(journal.reads() - before).isEqualTo(VIEWERS / 500);
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
