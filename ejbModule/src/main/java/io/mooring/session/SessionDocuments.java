package io.mooring.session;

import com.fasterxml.jackson.core.type.TypeReference;
import io.mooring.access.Actor;
import io.mooring.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Makes documents of sessions. */
@ApplicationScoped
public class SessionDocuments {
  @Inject Workdirs workdirs;
  @Inject ResumeCursors cursors;

  /** Needs a transaction, for it reads the session's workdir. */
  public SessionDocument of(Actor actor, Session session) {
    return new SessionDocument(
        session.id(),
        session.key(),
        session.threadId(),
        session.title().orElse(""),
        session.status(),
        session.agent(),
        session.model(),
        workdir(actor, session),
        session.upstreamSessionId(),
        session.context(),
        session.upstreamSessionId().map(id -> cursors.of(session.tenantId(), session.id(), id)),
        session.permissionsJson().map(SessionDocuments::rules),
        session.metadataJson().map(Json::read).orElse(null),
        session.snapshots(),
        session.lastSnapshot(),
        session.owner(),
        session.tenantId(),
        session.usage().document(),
        session.turnCount(),
        session.createdAt(),
        session.updatedAt(),
        session.lastActivityAt(),
        session.version());
  }

  /** The path of the session's workdir alone. */
  public String workdir(Actor actor, Session session) {
    return workdirs.path(actor, session.workdirId()).orElse("");
  }

  static List<PermissionRule> rules(String json) {
    return Json.read(json, new TypeReference<List<PermissionRule>>() {});
  }
}
