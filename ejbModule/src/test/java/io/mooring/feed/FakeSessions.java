package io.mooring.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.json.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every session is visible; their overviews are what the test says. */
final class FakeSessions implements SessionView {
  private final Map<String, SessionOverview> overviews = new LinkedHashMap<>();
  private Map<String, Long> changed = Map.of();
  private int reads;

  /** What lists would show of a session. */
  void put(SessionOverview overview) {
    overviews.put(overview.sessionId(), overview);
  }

  /** What a poll finds. */
  void changed(Map<String, Long> versions) {
    changed = versions;
  }

  int reads() {
    return reads;
  }

  @Override
  public List<SessionOverview> overviews(SystemCaller system, Collection<String> sessionIds) {
    reads++;
    return sessionIds.stream().flatMap(id -> Stream.ofNullable(overviews.get(id))).toList();
  }

  @Override
  public Map<String, Long> changedSince(SystemCaller system, Instant since, int limit) {
    return changed;
  }

  @Override
  public void requireVisible(Caller caller, String sessionId) {}

  @Override
  public ObjectNode describe(Caller caller, String sessionId) {
    return Json.object().put("id", sessionId);
  }
}
