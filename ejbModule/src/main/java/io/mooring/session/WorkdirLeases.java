package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.SystemCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The leases on directories, as rows. All within the caller's transaction.
 *
 * <p>A turn begins under its session's lock and looks for leases there. So whoever wants a
 * directory for itself first commits the lease and then looks at each session under its lock:
 * either the turn has seen the lease, or the look sees the turn.
 */
@ApplicationScoped
public class WorkdirLeases {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  @Inject Sessions sessions;
  @Inject Workdirs workdirs;
  @Inject RunningTurns turns;
  @Inject Clock clock;

  /**
   * Takes the lease on a directory; whoever takes another one at the same time waits. It must be
   * the transaction's first statement.
   *
   * @param path absolute, links resolved
   * @throws SessionFailure restoring, when somebody has it, or has one above or below it
   */
  public WorkdirLease.Token take(SystemCaller system, String path, String holder, String boot) {
    WorkdirGate gate = em.find(WorkdirGate.class, system.tenant(), LockModeType.PESSIMISTIC_WRITE);
    if (gate == null) {
      em.persist(new WorkdirGate(system));
      em.flush(); // of two that are the first, one is told to try again
    }
    requireFree(system, path);
    WorkdirLease lease = new WorkdirLease(system, path, holder, boot, clock.instant());
    em.persist(lease);
    em.flush();
    return lease.token();
  }

  /**
   * Makes sure that no turn runs in the directory, above it or below it, and that nobody is opening
   * a session there; the lease must have been committed. Locks the sessions there, in the order of
   * their ids.
   *
   * @throws SessionFailure workdir busy, or opening
   */
  public void requireRest(SystemCaller system, String path) {
    for (String id : sessions.inWorkdirs(system, workdirs.overlapping(system, path))) {
      Optional<Session> session = sessions.lockAny(system, id);
      if (session.flatMap(Session::leaseBoot).isPresent()) {
        throw SessionFailure.openingTooLong(); // it would complete in the middle of it
      }
      if (session.flatMap(found -> turns.runningPrompt(system, found.id())).isPresent()) {
        throw SessionFailure.workdirBusy(id);
      }
    }
  }

  /** The sessions in the directory, above it or below it. */
  public List<String> sessionsAround(SystemCaller system, String path) {
    return sessions.inWorkdirs(system, workdirs.overlapping(system, path));
  }

  /** The directories of sessions that are this one or below it. */
  public List<String> directoriesFrom(SystemCaller system, String path) {
    return workdirs.paths(system).stream()
        .filter(other -> java.nio.file.Path.of(other).startsWith(path))
        .toList();
  }

  /**
   * Goes on in place of a boot that is dead.
   *
   * @return empty when the lease is gone, or is somebody else's by now
   */
  public Optional<WorkdirLease.Token> takeOver(
      SystemCaller system, String path, String holder, String deadBoot, String boot) {
    return lock(system, path)
        .filter(lease -> lease.holder().equals(holder) && lease.leaseBoot().equals(deadBoot))
        .map(
            lease -> {
              lease.takeOver(boot);
              return lease.token();
            });
  }

  /** Locks the row and says whether the token still counts. */
  public boolean holds(Actor actor, String path, WorkdirLease.Token token) {
    return lock(actor, path).filter(lease -> lease.isHeldBy(token)).isPresent();
  }

  /** Lets go of it; changes nothing when it is somebody else's by now. */
  public void release(SystemCaller system, String path, WorkdirLease.Token token) {
    lock(system, path).filter(lease -> lease.isHeldBy(token)).ifPresent(em::remove);
  }

  private Optional<WorkdirLease> lock(Actor actor, String path) {
    return Optional.ofNullable(
        em.find(
            WorkdirLease.class, new WorkdirLease.Key(actor, path), LockModeType.PESSIMISTIC_WRITE));
  }

  /** The boots that hold leases. */
  public List<String> holders(SystemCaller system) {
    return em.createQuery(
            "select distinct l.leaseBoot from WorkdirLease l where l.tenantId = :tenant",
            String.class)
        .setParameter("tenant", system.tenant())
        .getResultList();
  }

  /** Whether a session's turns must wait, for somebody changes its directory as a whole. */
  public boolean keepsBack(Actor actor, Session session) {
    return overlapping(actor, session).isPresent();
  }

  /**
   * Refuses what a session can't have while somebody changes its directory as a whole.
   *
   * @throws SessionFailure restoring
   */
  void requireFree(Actor actor, Session session) {
    overlapping(actor, session)
        .ifPresent(
            lease -> {
              throw SessionFailure.restoring();
            });
  }

  /** The same, but for whoever changes it. */
  void requireFree(Actor actor, Session session, Optional<WorkdirLease.Token> token) {
    overlapping(actor, session)
        .filter(lease -> token.filter(lease::isHeldBy).isEmpty())
        .ifPresent(
            lease -> {
              throw SessionFailure.restoring();
            });
  }

  void requireFree(Actor actor, String path) {
    if (all(actor).stream().anyMatch(lease -> lease.overlaps(path))) {
      throw SessionFailure.restoring();
    }
  }

  private Optional<WorkdirLease> overlapping(Actor actor, Session session) {
    List<WorkdirLease> all = all(actor);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    String path = workdirs.path(actor, session.workdirId()).orElse("");
    return all.stream().filter(lease -> lease.overlaps(path)).findFirst();
  }

  /** A few at most, mostly none. */
  private List<WorkdirLease> all(Actor actor) {
    return em.createQuery(
            "select l from WorkdirLease l where l.tenantId = :tenant", WorkdirLease.class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }
}
