package io.mooring.audit;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads the audit in tests. */
public final class TestAudit {
  private static final Caller AUDREY = new Caller("default", "audrey", Set.of(Role.AUDITOR));

  private TestAudit() {}

  /** What was done to the target, or in this session, oldest first. */
  public static List<AuditDocument> of(AuditSteps audit, String target) {
    var filter =
        new AuditFilter(
            Optional.empty(), Optional.empty(), Optional.of(target), Long.MAX_VALUE, "");
    List<AuditDocument> newestFirst = audit.list(AUDREY, filter, 199);
    return IntStream.range(0, newestFirst.size())
        .mapToObj(i -> newestFirst.get(newestFirst.size() - 1 - i))
        .toList();
  }

  /** The same as lines: who, what, and the facts. */
  public static List<String> lines(AuditSteps audit, String target) {
    return of(audit, target).stream()
        .map(deed -> deed.user().orElse("-") + " " + deed.action() + " " + deed.facts())
        .toList();
  }
}
