package io.mooring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanUpTest {
  private final List<String> done = new ArrayList<>();

  @Test
  void eachStepRunsThoughThoseBeforeFailed() {
    new CleanUp()
        .step("one", () -> fail(new IllegalStateException("broken")))
        .step("two", () -> done.add("two"))
        .step("three", () -> fail(new NoClassDefFoundError("unloaded")))
        .step("four", () -> done.add("four"))
        .end();

    assertThat(done).containsExactly("two", "four");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void anInterruptionEndsOneStepAndIsHandedOn() {
    new CleanUp()
        .step(
            "one",
            () -> {
              throw new InterruptedException();
            })
        .step("two", () -> Thread.currentThread().interrupt())
        .step("three", () -> done.add("interrupted " + Thread.currentThread().isInterrupted()))
        .end();

    assertThat(done).containsExactly("interrupted false");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void fail(RuntimeException failure) {
    throw failure;
  }

  private static void fail(Error failure) {
    throw failure;
  }
}
