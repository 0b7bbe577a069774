package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditLog;
import io.mooring.audit.Deed;
import io.mooring.config.Settings;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Reads sessions and changes what callers may change of them. REQUIRES_NEW: each is a step of its
 * own for callers that talk to upstream in between.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SessionChanges {
  @Inject Sessions sessions;
  @Inject Workdirs workdirs;
  @Inject SessionDocuments documents;
  @Inject SessionFeed feed;
  @Inject SessionHistory history;
  @Inject RunningTurns turns;
  @Inject WorkdirLeases leases;
  @Inject PermissionPolicy policy;
  @Inject AuditLog audit;
  @Inject Settings settings;
  @Inject Clock clock;

  /**
   * The session.
   *
   * @throws SessionFailure not found
   */
  public SessionDocument read(Actor actor, String id) {
    return documents.of(actor, sessions.get(actor, id));
  }

  /** Newest first, one more than {@code limit} at most, so that the caller sees whether more is. */
  public List<SessionDocument> list(Caller caller, SessionFilter filter, int limit) {
    if (filter.isInVain()) {
      return List.of();
    }
    return sessions.list(caller, filter, limit + 1).stream()
        .map(session -> documents.of(caller, session))
        .toList();
  }

  /**
   * Changes what {@code change} names; the workdir only while no turn runs or waits.
   *
   * @param version what the caller has read, if the caller insists
   */
  public SessionDocument change(
      Caller caller, String id, SessionChange change, Optional<Long> version) {
    Optional<Path> workdir = change.workdir().value().map(WorkdirRules.of(settings)::resolve);
    Session session = sessions.lock(caller, id);
    requireChange(caller, session);
    requireVersion(session.version(), version);
    change.applyTo(session, caller, clock.instant());
    if (change.permissionsJson().given()) {
      RuleCheck.require(policy, session);
      audit.add(Deed.by(caller, AuditAction.SESSION_PERMISSIONS, id).in(id));
    }
    workdir.ifPresent(path -> move(caller, session, path));
    feed.changed(caller, session);
    sessions.flush();
    return documents.of(caller, session);
  }

  /** Who opens it next finds its conversation elsewhere, and copies it. */
  private void move(Caller caller, Session session, Path path) {
    String wanted = workdirs.at(caller, path.toString(), false).id();
    if (!wanted.equals(session.workdirId()) && turns.any(caller, session.id())) {
      throw SessionFailure.busy();
    }
    if (session.status() == SessionStatus.CLOSED) {
      throw SessionFailure.closed();
    }
    leases.requireFree(caller, session);
    leases.requireFree(caller, path.toString());
    session.moveTo(wanted, clock.instant());
    audit.add(
        Deed.by(caller, AuditAction.SESSION_MOVED, session.id())
            .in(session.id())
            .with("workdir", wanted));
  }

  /** Closes the session and ends its turns, at once; answers its upstream session. */
  public Optional<String> close(Actor actor, String id) {
    Session session = sessions.lock(actor, id);
    requireChange(actor, session);
    if (session.status() != SessionStatus.CLOSED) {
      turns.abortAll(actor, session);
      session.close(clock.instant());
      audit.add(Deed.by(actor, AuditAction.SESSION_CLOSED, id).in(id));
      session.upstreamSessionId().ifPresent(old -> history.ended(actor, old, session));
      feed.changed(actor, session);
    }
    return session.upstreamSessionId();
  }

  static void requireChange(Actor actor, Session session) {
    if (!actor.mayChange(session.owner())) {
      throw notAllowed();
    }
  }

  static Forbidden notAllowed() {
    return new Forbidden("Your roles don't allow to change this session.");
  }

  static void requireVersion(long current, Optional<Long> wanted) {
    wanted
        .filter(version -> version != current)
        .ifPresent(
            version -> {
              throw SessionFailure.changed();
            });
  }
}
