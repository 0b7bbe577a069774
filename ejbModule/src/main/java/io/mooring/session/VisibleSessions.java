package io.mooring.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.Caller;
import io.mooring.feed.SessionView;
import io.mooring.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Shows sessions to the feed. */
@ApplicationScoped
class VisibleSessions implements SessionView {
  @Inject SessionChanges changes;

  @Override
  public void requireVisible(Caller caller, String sessionId) {
    changes.read(caller, sessionId);
  }

  @Override
  public ObjectNode describe(Caller caller, String sessionId) {
    return Json.object(changes.read(caller, sessionId));
  }
}
