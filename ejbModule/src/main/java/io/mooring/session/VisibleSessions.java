package io.mooring.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.feed.SessionOverview;
import io.mooring.feed.SessionView;
import io.mooring.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Shows sessions to the feed. */
@ApplicationScoped
class VisibleSessions implements SessionView {
  @Inject SessionChanges changes;
  @Inject SessionOverviews overviews;

  @Override
  public void requireVisible(Caller caller, String sessionId) {
    changes.read(caller, sessionId);
  }

  @Override
  public ObjectNode describe(Caller caller, String sessionId) {
    return Json.object(changes.read(caller, sessionId));
  }

  @Override
  public List<SessionOverview> overviews(SystemCaller system, Collection<String> sessionIds) {
    return overviews.of(system, sessionIds);
  }

  @Override
  public Map<String, Long> changedSince(SystemCaller system, Instant since, int limit) {
    return overviews.changedSince(system, since, limit);
  }
}
