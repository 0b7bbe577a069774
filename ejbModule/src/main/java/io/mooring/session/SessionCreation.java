package io.mooring.session;

import io.mooring.access.Caller;
import io.mooring.idempotency.IdempotencyKeys;
import io.mooring.idempotency.Repeatable;
import io.mooring.time.Ids;
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
  @Inject SessionFeed feed;
  @Inject SessionDocuments documents;
  @Inject IdempotencyKeys keys;
  @Inject PermissionPolicy policy;
  @Inject Ids ids;
  @Inject Clock clock;

  /**
   * Where a new session goes.
   *
   * @param workdir absolute, links resolved
   * @param owned whether Mooring made the workdir
   */
  record Place(String sessionId, String workdir, boolean owned) {}

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
    Workdir workdir =
        workdirs
            .byPath(caller, place.workdir())
            .orElseGet(
                () -> {
                  var made =
                      new Workdir(
                          caller.tenant(),
                          ids.next("wd"),
                          place.workdir(),
                          place.owned() ? Workdir.Ownership.OWNED : Workdir.Ownership.CALLERS,
                          clock.instant());
                  workdirs.add(made);
                  return made;
                });
    var session =
        new Session(
            caller.tenant(), place.sessionId(), wanted, caller, workdir.id(), clock.instant());
    RuleCheck.require(policy, session);
    sessions.add(session);
    feed.opened(caller, session);
    return session;
  }

  private void meetAgain(Caller caller, Session known, NewSession wanted, Place place) {
    if (!caller.mayChange(known.owner())) {
      throw SessionFailure.keyTaken();
    }
    String workdir = workdirs.find(caller, known.workdirId()).map(Workdir::path).orElse("");
    if (wanted.workdir().isPresent() && !workdir.equals(place.workdir())) {
      throw SessionFailure.differs("workdir");
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
