package io.mooring.snapshot.store;

import static org.assertj.core.api.Assertions.assertThat;

/** So that tests on it hold for the others. */
class MemoryStoreTest extends SnapshotStoreContract {
  private final MemoryStore store = new MemoryStore(false);

  @Override
  SnapshotStore store() {
    return store;
  }

  @Override
  void nothingElseIsKept() {
    assertThat(store.writesNothing()).isTrue();
  }
}
