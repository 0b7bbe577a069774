package io.mooring.snapshot.store;

import io.mooring.schema.TestDatabase;

class DerbyStoreTest extends DatabaseStoreContract {
  DerbyStoreTest() {
    super(TestDatabase.Kind.DERBY);
  }
}
