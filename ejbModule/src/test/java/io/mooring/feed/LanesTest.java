package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LanesTest {
  private final Deque<Runnable> asked = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private long now;
  private final Lanes lanes = new Lanes(asked::add, 2, () -> now);

  @Test
  void whatWaitsRunsInOrderWithOneCallOfTheExecutor() {
    lanes.execute(() -> done.add("a"));
    lanes.execute(() -> done.add("b"));
    lanes.execute(() -> done.add("c"));
    lanes.execute(() -> done.add("d"));

    assertThat(asked).hasSize(2); // the lanes that there are
    asked.remove().run();

    assertThat(done).containsExactly("a", "b", "c", "d");
    asked.remove().run();
    assertThat(asked).isEmpty();
  }

  @Test
  void afterASliceOfTimeOthersOfTheServerHaveTheirTurn() {
    Lanes one = new Lanes(asked::add, 1, () -> now);
    one.execute(() -> step("a", Duration.ofMillis(1)));
    one.execute(() -> step("b", Duration.ofMillis(1)));
    one.execute(() -> step("c", Duration.ofMillis(1)));

    asked.remove().run();

    assertThat(done).containsExactly("a", "b");
    assertThat(asked).hasSize(1);
    asked.remove().run();
    assertThat(done).containsExactly("a", "b", "c");
    assertThat(asked).isEmpty();
  }

  @Test
  void aTaskThatFailsOrAnExecutorThatRefusesStopsNoOther() {
    Lanes one = new Lanes(asked::add, 1, () -> now);
    one.execute(
        () -> {
          throw new IllegalStateException("meant");
        });
    one.execute(() -> done.add("b"));
    try {
      asked.remove().run();
    } catch (IllegalStateException e) {
      done.add(e.getMessage());
    }
    asked.remove().run();
    assertThat(done).containsExactly("meant", "b");

    List<Runnable> taken = new ArrayList<>();
    Lanes refused =
        new Lanes(
            task -> {
              if (taken.size() + done.size() < 3) {
                taken.add(task);
                throw new RejectedExecutionException("meant");
              }
              task.run();
            },
            1,
            () -> now);
    refused.execute(() -> done.add("c"));
    refused.execute(() -> done.add("d"));
    assertThat(done).containsExactly("meant", "b", "c", "d");
  }

  private void step(String name, Duration takes) {
    done.add(name);
    now += takes.toNanos();
  }
}
