package io.mooring.snapshot.store;

import io.mooring.schema.TestDatabase;

class PostgresStoreTest extends DatabaseStoreContract {
  PostgresStoreTest() {
    super(TestDatabase.Kind.POSTGRESQL);
  }
}
