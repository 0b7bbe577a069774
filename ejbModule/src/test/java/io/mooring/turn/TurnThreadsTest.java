package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnThreadsTest {
  private static final int MANY = 64;

  private final TurnThreads threads = new TurnThreads();

  TurnThreadsTest() {
    threads.factory =
        (ManagedThreadFactory)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ManagedThreadFactory.class},
                (proxy, method, arguments) -> new Thread((Runnable) arguments[0]));
    threads.start();
  }

  @Test
  void turnsThatOnlyWaitKeepNoOtherFromRunning() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger run = new AtomicInteger();
    for (int i = 0; i < MANY; i++) {
      var unused =
          threads.submit(
              () -> {
                run.incrementAndGet();
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    await().untilAsserted(() -> assertThat(run).hasValue(MANY));
    end.countDown();
    threads.stop();
  }

  @Test
  void afterTheStopNoneIsToBeHad() {
    threads.stop();

    assertThatThrownBy(() -> threads.submit(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
