package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.feed.SessionOverview;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Short views of many sessions, for the feed of all of them. */
@Stateless
public class SessionOverviews {
  @Inject Sessions sessions;

  /** As {@link io.mooring.feed.SessionView#overviews}. */
  public List<SessionOverview> of(SystemCaller system, Collection<String> sessionIds) {
    return sessionIds.isEmpty() ? List.of() : sessions.overviews(system, sessionIds);
  }

  /** As {@link io.mooring.feed.SessionView#changedSince}. */
  public Map<String, Long> changedSince(SystemCaller system, Instant since, int limit) {
    return sessions.changedSince(system, since.toEpochMilli(), limit);
  }
}
