package io.mooring.session;

import io.mooring.access.Caller;
import io.mooring.audit.AuditAction;
import io.mooring.audit.AuditLog;
import io.mooring.audit.Deed;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The transactions of {@link DeleteSession}. REQUIRES_NEW, for between the look and the deletion
 * the workdir is read, which may take long.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SessionDeletion {
  private static final int MOST_OF_A_KEY = 200;

  @Inject Sessions sessions;
  @Inject Workdirs workdirs;
  @Inject SessionHistory history;
  @Inject RunningTurns turns;
  @Inject WorkdirLeases leases;
  @Inject AuditLog audit;
  @Inject Clock clock;

  /**
   * What a caller wants to be deleted: one session, or all of a key.
   *
   * @param abort whether to end what runs or waits instead of refusing
   * @param discard whether unsaved work in a workdir is no reason to refuse
   * @param version what the caller has read, if the caller insists
   */
  record Wanted(
      Optional<String> id,
      Optional<String> key,
      boolean abort,
      boolean discard,
      Optional<Long> version) {}

  /**
   * What was seen without a lock; it must be the same when the sessions are deleted.
   *
   * @param versions of the sessions' rows
   * @param abandoned the directories that Mooring made and that no session would have any more,
   *     each with one of its sessions
   */
  record Looked(Map<String, Long> versions, Map<String, String> abandoned) {}

  /** What was deleted: the sessions, and what they had upstream. */
  record Deleted(List<String> sessions, List<String> upstreams) {}

  /**
   * Looks whether they may be deleted, but for what the workdirs hold.
   *
   * @throws SessionFailure not found, busy, or changed
   */
  public Looked look(Caller caller, Wanted wanted) {
    List<Session> all = ids(caller, wanted).stream().map(id -> sessions.get(caller, id)).toList();
    require(caller, wanted, all);
    return looked(caller, all, false);
  }

  /**
   * Makes them tombstones, all or none, under their locks: no turn can be queued between the last
   * look and the deletion.
   *
   * @return empty when something is not as it was looked at: nothing was changed, look again
   */
  public Optional<Deleted> delete(Caller caller, Wanted wanted, Looked seen) {
    List<Session> all = ids(caller, wanted).stream().map(id -> sessions.lock(caller, id)).toList();
    require(caller, wanted, all);
    Looked now = looked(caller, all, true);
    boolean same = wanted.discard() ? now.abandoned().equals(seen.abandoned()) : now.equals(seen);
    if (!same) {
      return Optional.empty();
    }
    now.abandoned().keySet().stream()
        .flatMap(path -> workdirs.byPath(caller, path).stream())
        .forEach(Workdir::leave);
    List<String> upstreams = new ArrayList<>();
    for (Session session : all) {
      turns.abortAll(caller, session);
      session.delete(clock.instant());
      audit.add(deed(caller, session, wanted));
      session
          .upstreamSessionId()
          .ifPresent(
              id -> {
                history.ended(caller, id, session);
                upstreams.add(id);
              });
    }
    return Optional.of(new Deleted(all.stream().map(Session::id).toList(), upstreams));
  }

  private static Deed deed(Caller caller, Session session, Wanted wanted) {
    return Deed.by(caller, AuditAction.SESSION_DELETED, session.id())
        .in(session.id())
        .with("key", session.key())
        .with("owner", session.owner())
        .with("discard", Boolean.toString(wanted.discard()));
  }

  private List<String> ids(Caller caller, Wanted wanted) {
    List<String> ids =
        wanted
            .key()
            .map(key -> sessions.ofKey(caller, key, MOST_OF_A_KEY))
            .orElseGet(() -> wanted.id().stream().toList());
    if (ids.isEmpty()) {
      throw SessionFailure.notFound();
    }
    return ids;
  }

  private void require(Caller caller, Wanted wanted, List<Session> all) {
    for (Session session : all) {
      SessionChanges.requireChange(caller, session);
      SessionChanges.requireVersion(session.version(), wanted.version());
      leases.requireFree(caller, session);
      if (!wanted.abort() && turns.any(caller, session.id())) {
        throw SessionFailure.busy();
      }
    }
  }

  private Looked looked(Caller caller, List<Session> all, boolean locking) {
    Map<String, Long> versions = new TreeMap<>();
    Map<String, String> users = new TreeMap<>();
    all.forEach(session -> versions.put(session.id(), session.version()));
    all.forEach(session -> users.putIfAbsent(session.workdirId(), session.id()));
    List<String> ids = all.stream().map(Session::id).toList();
    Map<String, String> abandoned = new TreeMap<>();
    users.forEach(
        (id, user) ->
            (locking ? workdirs.lock(caller, id) : workdirs.find(caller, id))
                .filter(Workdir::isOwned)
                .filter(workdir -> !sessions.sharesWorkdir(caller, id, ids))
                .ifPresent(workdir -> abandoned.put(workdir.path(), user)));
    return new Looked(versions, abandoned);
  }
}
