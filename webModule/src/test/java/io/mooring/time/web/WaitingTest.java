package io.mooring.time.web;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final AtomicLong nanos = new AtomicLong();
  private final Waiting waiting = new Waiting();
  private final Door door = new Door();

  @SuppressWarnings("UnnecessaryAssignment") // no framework here: the test injects
  @BeforeEach
  void connect() {
    waiting.ticker = nanos::get;
    waiting.executor = onThisThread();
  }

  /** Runs at once what it is given; nothing else is asked of it. */
  private static ManagedExecutorService onThisThread() {
    Executor direct = Runnable::run;
    return (ManagedExecutorService)
        Proxy.newProxyInstance(
            WaitingTest.class.getClassLoader(),
            new Class<?>[] {ManagedExecutorService.class},
            (proxy, method, args) -> {
              try {
                return method.invoke(direct, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Is "open" or "shut"; changes when the test says so. */
  private static final class Door {
    String now = "open";
    int looks;
    final List<Duration> longest = new ArrayList<>();
    CompletableFuture<Optional<String>> change = new CompletableFuture<>();

    Waiting.Awaited<String> awaited() {
      return new Waiting.Awaited<>("shut"::equals, this::change, this::look);
    }

    private CompletionStage<Optional<String>> change(Duration most) {
      longest.add(most);
      change = new CompletableFuture<>();
      return change;
    }

    private String look() {
      looks++;
      return now;
    }
  }

  private CompletableFuture<String> begin(Duration longest) {
    return waiting.ended("open", longest, LOOK_AGAIN, door.awaited()).toCompletableFuture();
  }

  @Test
  void whatHasEndedIsNotWaitedFor() throws Exception {
    var ended = waiting.ended("shut", Duration.ofSeconds(30), LOOK_AGAIN, door.awaited());

    assertThat(ended.toCompletableFuture().get(1, SECONDS)).isEqualTo("shut");
    assertThat(door.longest).isEmpty();
    assertThat(door.looks).isZero();
  }

  @Test
  void whatIsToldIsNotLookedAt() throws Exception {
    CompletableFuture<String> ended = begin(Duration.ofSeconds(30));
    assertThat(ended).isNotDone();

    door.change.complete(Optional.of("shut"));

    assertThat(ended.get(1, SECONDS)).isEqualTo("shut");
    assertThat(door.looks).isZero();
  }

  @Test
  void whatMayHaveEndedIsLookedAtUntilItHas() throws Exception {
    CompletableFuture<String> ended = begin(Duration.ofSeconds(30));
    door.change.complete(Optional.empty());
    assertThat(ended).isNotDone();
    assertThat(door.looks).isEqualTo(1);

    door.now = "shut";
    door.change.complete(Optional.empty());

    assertThat(ended.get(1, SECONDS)).isEqualTo("shut");
    assertThat(door.longest).containsExactly(LOOK_AGAIN, LOOK_AGAIN);
  }

  @Test
  void whenTheTimeIsOverItIsAsItIs() throws Exception {
    CompletableFuture<String> ended = begin(Duration.ofSeconds(3));
    nanos.addAndGet(LOOK_AGAIN.toNanos());
    door.change.complete(Optional.empty());
    assertThat(ended).isNotDone();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());

    door.change.complete(Optional.empty());

    assertThat(ended.get(1, SECONDS)).isEqualTo("open");
    assertThat(door.longest).containsExactly(LOOK_AGAIN, Duration.ofSeconds(1));
  }

  @Test
  void whoeverMayNotLookAnyMoreIsTold() {
    Waiting.Awaited<String> gone =
        new Waiting.Awaited<>(
            "shut"::equals,
            longest -> CompletableFuture.completedFuture(Optional.empty()),
            () -> {
              throw new IllegalStateException("gone");
            });

    var ended = waiting.ended("open", LOOK_AGAIN, LOOK_AGAIN, gone).toCompletableFuture();

    assertThatThrownBy(() -> ended.get(1, SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("gone");
  }
}
