package io.mooring.snapshot;

import io.mooring.config.Settings;
import io.mooring.snapshot.store.SnapshotStore;
import io.mooring.snapshot.store.TimedStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The store for work that is no capture, with a limit of time for each call. */
@ApplicationScoped
class StoreCalls {
  @Inject SnapshotStore store;
  @Inject CaptureThreads threads;
  @Inject Settings settings;

  /** What is done with the store. */
  interface Work<T> {
    T with(SnapshotStore timed) throws IOException;
  }

  <T> T call(Work<T> work) throws IOException {
    ExecutorService calls = Executors.newCachedThreadPool(threads.factory());
    try {
      return work.with(new TimedStore(store, calls, settings.get(SnapshotSettings.STORE_TIMEOUT)));
    } finally {
      calls.shutdownNow();
    }
  }
}
