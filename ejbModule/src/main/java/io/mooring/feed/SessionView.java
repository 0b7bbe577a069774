package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the feed must know of sessions: implemented by who owns them. */
public interface SessionView {
  /**
   * Refuses who may not see the session.
   *
   * @throws io.mooring.problem.Problem not found, when it is unknown or not the caller's to see
   */
  void requireVisible(Caller caller, String sessionId);

  /**
   * The session as the API shows it.
   *
   * @throws io.mooring.problem.Problem not found, when it is unknown or not the caller's to see
   */
  ObjectNode describe(Caller caller, String sessionId);

  /** These sessions as lists show them, tombstones too; unknown ones are absent. */
  List<SessionOverview> overviews(SystemCaller system, Collection<String> sessionIds);

  /**
   * The sessions that have changed since then, by the clock of whoever changed them, with the
   * version of each; tombstones too, the latest {@code limit} at most.
   */
  Map<String, Long> changedSince(SystemCaller system, Instant since, int limit);
}
