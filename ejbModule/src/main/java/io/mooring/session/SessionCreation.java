package io.mooring.session;

import io.mooring.access.Caller;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditLog;
import io.mooring.audit.Deed;
import io.mooring.idempotency.IdempotencyKeys;
import io.mooring.idempotency.Repeatable;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/** The transaction that creates a session; a new one each time, so that it can be done again. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SessionCreation {
  @Inject Sessions sessions;
  @Inject Workdirs workdirs;
  @Inject SessionHistory history;
  @Inject SessionFeed feed;
  @Inject SessionDocuments documents;
  @Inject IdempotencyKeys keys;
  @Inject PermissionPolicy policy;
  @Inject AuditLog audit;
  @Inject KnownAgents agents;
  @Inject OwnWorkdirs ownWorkdirs;
  @Inject Clock clock;

  /**
   * Where a new session goes.
   *
   * @param workdir absolute, links resolved
   * @param owned whether Mooring made the workdir
   * @param resume the conversation that goes on in it
   * @param adopted the upstream session that becomes its own
   */
  record Place(
      String sessionId,
      String workdir,
      boolean owned,
      Optional<ResumeSource> resume,
      Optional<Adopted> adopted) {
    Place(String sessionId, String workdir, boolean owned) {
      this(sessionId, workdir, owned, Optional.empty(), Optional.empty());
    }
  }

  /** An upstream session that somebody else made, and where upstream says that it is. */
  record Adopted(String upstreamSessionId, String directory) {}

  public CreateSession.Created create(
      Caller caller, NewSession wanted, Place place, Optional<Repeatable> request) {
    Optional<String> before = request.flatMap(r -> keys.resource(caller, r));
    if (before.isPresent()) {
      return new CreateSession.Created(
          documents.of(caller, sessions.get(caller, before.get())), false);
    }
    Optional<Session> known =
        wanted.key().flatMap(key -> sessions.lockByKey(caller, key, wanted.agent()));
    Session session = known.orElseGet(() -> add(caller, wanted, place));
    known.ifPresent(s -> meetAgain(caller, s, wanted, place));
    request.ifPresent(r -> keys.remember(caller, r, session.id()));
    return new CreateSession.Created(documents.of(caller, session), known.isEmpty());
  }

  private Session add(Caller caller, NewSession wanted, Place place) {
    place.resume().ifPresent(source -> requireResumable(caller, source));
    place.adopted().ifPresent(adopted -> requireUnbound(caller, adopted.upstreamSessionId()));
    agents.refuseUnknown(caller.tenant(), project(caller.tenant(), place), wanted.agent());
    Workdir workdir = workdirs.at(caller, place.workdir(), place.owned());
    var session =
        new Session(
            caller.tenant(), place.sessionId(), wanted, caller, workdir.id(), clock.instant());
    RuleCheck.require(policy, session);
    place.resume().ifPresent(session::resume);
    place.adopted().ifPresent(adopted -> adopt(caller, session, adopted));
    sessions.add(session);
    feed.opened(caller, session);
    return session;
  }

  /** A workdir that Mooring has just made says nothing of its own about agents. */
  private String project(String tenant, Place place) {
    return place.owned() ? ownWorkdirs.root(tenant).toString() : place.workdir();
  }

  /** Who may not see the session may not have its conversation either; it may be a tombstone. */
  private void requireResumable(Caller caller, ResumeSource source) {
    boolean usable =
        sessions
            .findAny(caller, source.sessionId())
            .filter(session -> caller.maySee(session.owner()))
            .isPresent();
    if (!usable) {
      throw ResumeCursors.bad(null);
    }
  }

  private void requireUnbound(Caller caller, String upstreamSessionId) {
    // One that was replaced is deleted after a while.
    if (sessions.holder(caller, upstreamSessionId).isPresent()
        || history.wasReplaced(caller, upstreamSessionId)) {
      throw SessionFailure.upstreamBound();
    }
  }

  private void adopt(Caller caller, Session session, Adopted adopted) {
    history.adopted(caller, adopted.upstreamSessionId(), session.id(), clock.instant());
    requireUnbound(caller, adopted.upstreamSessionId()); // now that the key is held
    session.open(adopted.upstreamSessionId(), OpenContext.EXISTING, clock.instant());
    session.openedIn(adopted.directory());
    audit.add(
        Deed.by(caller, AuditAction.SESSION_ADOPTED, session.id())
            .in(session.id())
            .with("upstreamSessionId", adopted.upstreamSessionId()));
  }

  private void meetAgain(Caller caller, Session known, NewSession wanted, Place place) {
    if (!caller.mayChange(known.owner())) {
      throw SessionFailure.keyTaken();
    }
    String workdir = workdirs.find(caller, known.workdirId()).map(Workdir::path).orElse("");
    if (wanted.workdir().isPresent() && !workdir.equals(place.workdir())) {
      throw SessionFailure.differs("workdir");
    }
    if (place.adopted().isPresent()
        && !place.adopted().map(Adopted::upstreamSessionId).equals(known.upstreamSessionId())) {
      throw SessionFailure.differs("upstreamSessionId");
    }
    boolean samePermissions =
        wanted.permissionsJson().isEmpty()
            || wanted.permissionsJson().equals(known.permissionsJson());
    if (!samePermissions) {
      throw SessionFailure.differs("permissions");
    }
    if (known.meetAgain(wanted, clock.instant())) {
      feed.changed(caller, known);
    }
  }
}
