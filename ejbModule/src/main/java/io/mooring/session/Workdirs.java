package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import io.mooring.problem.InvalidValue;
import io.mooring.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The workdirs, as rows. What path one has never changes, so paths that were read are kept. */
@ApplicationScoped
class Workdirs {
  private static final int MOST_PATHS = 1_000;

  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  @Inject Ids ids;
  @Inject Clock clock;

  private final Map<RowId, String> paths =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<RowId, String> eldest) {
              return size() > MOST_PATHS;
            }
          });

  void add(Workdir workdir) {
    em.persist(workdir);
  }

  Optional<Workdir> find(Actor actor, String id) {
    return Optional.ofNullable(em.find(Workdir.class, new RowId(actor.tenant(), id)));
  }

  /** Locks it, after its sessions: of those who delete its last sessions, one is the last. */
  Optional<Workdir> lock(Actor actor, String id) {
    return Optional.ofNullable(
        em.find(Workdir.class, new RowId(actor.tenant(), id), LockModeType.PESSIMISTIC_WRITE));
  }

  /** Where they all are. */
  List<String> paths(Actor actor) {
    return em.createQuery("select w.path from Workdir w where w.tenantId = :tenant", String.class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }

  /** The ids of those at a path, above it or below it, by whole names. */
  List<String> overlapping(Actor actor, String path) {
    Path wanted = Path.of(path);
    return em.createQuery(
            "select w.id, w.path from Workdir w where w.tenantId = :tenant", Object[].class)
        .setParameter("tenant", actor.tenant())
        .getResultStream()
        .filter(
            row -> {
              Path other = Path.of((String) row[1]);
              return other.startsWith(wanted) || wanted.startsWith(other);
            })
        .map(row -> (String) row[0])
        .toList();
  }

  /**
   * The one at a path; one that nobody has used yet is made, so that all share it. One of ours is
   * locked, so that it does not go at this moment.
   *
   * @throws InvalidValue when it goes or is gone
   */
  Workdir at(Actor actor, String path, boolean owned) {
    return byPath(actor, path)
        .map(found -> found.isOwned() ? usable(found) : found)
        .orElseGet(
            () -> {
              var made =
                  new Workdir(
                      actor.tenant(),
                      ids.next("wd"),
                      path,
                      owned ? Workdir.Ownership.OWNED : Workdir.Ownership.CALLERS,
                      clock.instant());
              add(made);
              return made;
            });
  }

  private Workdir usable(Workdir found) {
    em.refresh(found, LockModeType.PESSIMISTIC_WRITE);
    if (!found.isUsable()) {
      throw new InvalidValue(
          "workdir-not-allowed", "workdir", "This workdir is removed with its sessions.", null);
    }
    return found;
  }

  /** Those whose files are to be removed, the oldest first. */
  List<Workdir> going(Actor actor, int limit) {
    return em.createQuery(
            "select w from Workdir w where w.tenantId = :tenant and w.fate = :going"
                + " order by w.createdMs",
            Workdir.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("going", Workdir.Fate.GOING)
        .setMaxResults(limit)
        .getResultList();
  }

  /** Only the path, which needs no query when it is known. */
  Optional<String> path(Actor actor, String id) {
    var key = new RowId(actor.tenant(), id);
    String known = paths.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<String> path = find(actor, id).map(Workdir::path);
    path.ifPresent(read -> paths.put(key, read));
    return path;
  }

  Optional<Workdir> byPath(Actor actor, String path) {
    return em.createQuery(
            "select w from Workdir w where w.tenantId = :tenant and w.path = :path", Workdir.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("path", path)
        .getResultStream()
        .findFirst();
  }
}
