package io.mooring.snapshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenWatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir Path directory;
  private final AtomicLong nanos = new AtomicLong();
  private final OpenWatch watch = new OpenWatch(nanos::get, LIMIT, Thread.currentThread());

  private FileJob job() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    return new FileJob(
        Folder.open(directory),
        new Folder.Child("file", file),
        "file",
        Attributes.read(file),
        new CompletableFuture<>());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void interruptsAReadThatHangsAndThenGivesItUp() throws Exception {
    watch.opening(job());
    pass(LIMIT.minusSeconds(1));
    assertThat(watch.look()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    pass(Duration.ofSeconds(2));
    assertThat(watch.look()).isFalse();
    assertThat(Thread.interrupted()).isTrue();

    pass(LIMIT);
    assertThat(watch.look()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anInterruptThatCameTooLateHitsNothingElse() throws Exception {
    watch.opening(job());
    pass(LIMIT.plusSeconds(1));
    assertThat(watch.look()).isFalse();

    watch.done();

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void whoRestsDoesNotHang() throws Exception {
    watch.opening(job());
    watch.reading();
    watch.resting();
    pass(LIMIT.multipliedBy(5));

    assertThat(watch.look()).isFalse();
    assertThat(Thread.interrupted()).isFalse();
  }
}
