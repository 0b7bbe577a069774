package io.mooring.snapshot.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.snapshot.store.ForwardingStore;
import io.mooring.snapshot.store.ObjectName;
import io.mooring.snapshot.store.SnapshotStore;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A store that stops a capture right before its manifest. */
final class StoppingStore extends ForwardingStore {
  private final CountDownLatch there = new CountDownLatch(1);
  private final CountDownLatch onward = new CountDownLatch(1);
  private volatile @Nullable Exception failure;

  StoppingStore(SnapshotStore store) {
    super(store);
  }

  Thread start(Callable<?> work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.call();
              } catch (Exception e) {
                failure = e;
                there.countDown();
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  void awaitManifest() {
    await(there);
    assertThat(failure).isNull();
  }

  void goOn(Thread work) {
    onward.countDown();
    try {
      work.join(TimeUnit.SECONDS.toMillis(60));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(work.isAlive()).isFalse();
    assertThat(failure).isNull();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Writer create(ObjectName name) throws IOException {
    if (name.kind() == ObjectName.Kind.MANIFEST) {
      there.countDown();
      await(onward);
    }
    return store.create(name);
  }
}
