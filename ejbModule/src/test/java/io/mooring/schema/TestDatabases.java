package io.mooring.schema;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database of each kind, for all tests of a class. */
public final class TestDatabases implements BeforeAllCallback, AfterAllCallback {
  private final Map<TestDatabase.Kind, TestDatabase> databases =
      new EnumMap<>(TestDatabase.Kind.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    for (TestDatabase.Kind kind : TestDatabase.Kind.values()) {
      databases.put(kind, TestDatabase.start(kind));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    databases.values().forEach(TestDatabase::close);
  }

  public TestDatabase get(TestDatabase.Kind kind) {
    return databases.get(kind);
  }

  public Collection<TestDatabase> values() {
    return databases.values();
  }
}
