package io.mooring.snapshot;

import io.mooring.session.HistorySource;
import io.mooring.session.TestSessions;

/** What is kept of conversations on a node in plain Java. */
public final class TestHistories {
  private TestHistories() {}

  public static HistorySource exports(TestSessions node) {
    return node.get(ExportHistory.class);
  }
}
