package io.mooring.turn;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The turns, as rows. Whether a caller may see one is its session's to say. */
@ApplicationScoped
class Turns {
  /**
   * In SQL, for Derby must be told the index (to others it is a comment): by itself it reads all
   * turns of the tenant, and so waits for every row that some other session has just written. One
   * state at a time, for with two of them it reads all that the session ever had.
   */
  private static final String SELECT =
      "SELECT id, state, turn_number FROM turns --DERBY-PROPERTIES index=TURNS_UNFINISHED\n"
          + "WHERE tenant_id = ?1 AND session_id = ?2 AND state = ";

  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(Turn turn) {
    em.persist(turn);
  }

  Optional<Turn> find(Actor actor, String id) {
    return Optional.ofNullable(em.find(Turn.class, new RowId(actor.tenant(), id)));
  }

  /** Locks the turn's row until the transaction ends; after its session's, before the feed's. */
  Optional<Turn> lock(Actor actor, String id) {
    return Optional.ofNullable(
        em.find(Turn.class, new RowId(actor.tenant(), id), LockModeType.PESSIMISTIC_WRITE));
  }

  /**
   * Locks the turn for the runner that holds it.
   *
   * @throws TurnFailure lease lost
   */
  Turn lock(Actor actor, String id, long generation) {
    return lock(actor, id).filter(t -> t.isRunBy(generation)).orElseThrow(TurnFailure::leaseLost);
  }

  /** The session that a turn belongs to; a value, so that the turn can be locked afterwards. */
  Optional<String> sessionOf(Actor actor, String id) {
    return em.createQuery(
            "select t.sessionId from Turn t where t.tenantId = :tenant and t.id = :id",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("id", id)
        .getResultStream()
        .findFirst();
  }

  /** The turn that runs in the session, else the first that waits. */
  Optional<Turn> first(Actor actor, String sessionId) {
    return unfinishedIds(actor, sessionId).stream().findFirst().flatMap(id -> find(actor, id));
  }

  /** How many turns of the session run or wait. */
  long countUnfinished(Actor actor, String sessionId) {
    return unfinishedIds(actor, sessionId).size();
  }

  /** The turn that runs in the session, and those that wait, in order. */
  List<Turn> unfinished(Actor actor, String sessionId) {
    return unfinishedIds(actor, sessionId).stream()
        .flatMap(id -> find(actor, id).stream())
        .filter(turn -> !turn.state().hasEnded())
        .toList();
  }

  /** Whether a turn of the session waits. */
  boolean anyWaits(Actor actor, String sessionId) {
    return !em.createNativeQuery(SELECT + "?3")
        .setParameter(1, actor.tenant())
        .setParameter(2, sessionId)
        .setParameter(3, TurnState.QUEUED.name())
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /**
   * The one that runs comes first, then those that wait, in order. Sorted here: the few rows are
   * the least that a sort costs Derby.
   */
  private List<String> unfinishedIds(Actor actor, String sessionId) {
    List<?> rows =
        em.createNativeQuery(SELECT + "?3 UNION ALL " + SELECT + "?4")
            .setParameter(1, actor.tenant())
            .setParameter(2, sessionId)
            .setParameter(3, TurnState.RUNNING.name())
            .setParameter(4, TurnState.QUEUED.name())
            .getResultList();
    return rows.stream()
        .map(row -> (Object[]) row)
        .sorted(
            Comparator.comparing((Object[] row) -> !TurnState.RUNNING.name().equals(row[1]))
                .thenComparing(row -> ((Number) row[2]).longValue()))
        .map(row -> (String) row[0])
        .toList();
  }

  /** How many turns of the tenant wait; names its index, which Derby would not choose. */
  long countQueued(Actor actor) {
    Object count =
        em.createNativeQuery(
                "SELECT COUNT(*) FROM turns --DERBY-PROPERTIES index=TURNS_STATE\n"
                    + "WHERE tenant_id = ?1 AND state = ?2")
            .setParameter(1, actor.tenant())
            .setParameter(2, TurnState.QUEUED.name())
            .getSingleResult();
    return ((Number) count).longValue();
  }

  /** How many unfinished turns of the session come before this one. */
  long ahead(Actor actor, Turn turn) {
    return unfinished(actor, turn.sessionId()).stream()
        .filter(other -> other.number() < turn.number())
        .count();
  }

  /** Newest first, those before turn number {@code before}. */
  List<Turn> list(Actor actor, String sessionId, long before, int limit) {
    return em.createQuery(
            "select t from Turn t where t.tenantId = :tenant and t.sessionId = :session"
                + " and t.number < :before order by t.number desc",
            Turn.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("before", before)
        .setMaxResults(limit)
        .getResultList();
  }

  /** The number of the last turn that does not wait, with none that waits before it. */
  long lastBeforeWaiting(Actor actor, String sessionId) {
    List<Turn> open = unfinished(actor, sessionId);
    if (!open.isEmpty()) {
      return open.stream().mapToLong(Turn::number).min().orElseThrow() - 1;
    }
    return em.createQuery(
            "select coalesce(max(t.number), 0) from Turn t where t.tenantId = :tenant"
                + " and t.sessionId = :session",
            Long.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .getSingleResult();
  }

  /** The state of the last turn that has ended. */
  Optional<TurnState> lastEnd(Actor actor, String sessionId) {
    return em.createQuery(
            "select t.state from Turn t where t.tenantId = :tenant and t.sessionId = :session"
                + " and t.state not in :open order by t.number desc",
            TurnState.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("open", List.of(TurnState.QUEUED, TurnState.RUNNING))
        .setMaxResults(1)
        .getResultStream()
        .findFirst();
  }

  /** Upstream's ids of the prompts of turns after a number. */
  List<String> promptsAfter(Actor actor, String sessionId, long number) {
    return em.createQuery(
            "select t.messageId from Turn t where t.tenantId = :tenant and t.sessionId = :session"
                + " and t.number > :number and t.messageId is not null",
            String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("number", number)
        .getResultList();
  }

  /** The boots that hold turns; a range, for Derby can't pass over the others by "is not null". */
  List<String> holders(Actor actor) {
    return em.createQuery(
            "select distinct t.leaseBoot from Turn t where t.tenantId = :tenant"
                + " and t.leaseBoot between '!' and '~'",
            String.class)
        .setParameter("tenant", actor.tenant())
        .getResultList();
  }

  /** The sessions in which one of these boots holds a turn. */
  List<Seat> sessionsOf(Actor actor, Set<String> boots, int limit) {
    if (boots.isEmpty()) {
      return List.of();
    }
    return em.createQuery(
            "select t.sessionId, t.user from Turn t where t.tenantId = :tenant"
                + " and t.leaseBoot in :boots order by t.queuedMs",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("boots", boots)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> seat(actor, row))
        .toList();
  }

  /** Sessions in which a turn waits and none runs, those that wait longest first. */
  List<Seat> sessionsThatWait(Actor actor, int limit) {
    return em.createQuery(
            "select t.sessionId, min(t.user) from Turn t where t.tenantId = :tenant"
                + " and t.state = :queued"
                + " and not exists (select r.id from Turn r where r.tenantId = t.tenantId"
                + " and r.sessionId = t.sessionId and r.state = :running)"
                + " group by t.sessionId order by min(t.queuedMs)",
            Object[].class)
        .setParameter("tenant", actor.tenant())
        .setParameter("queued", TurnState.QUEUED)
        .setParameter("running", TurnState.RUNNING)
        .setMaxResults(limit)
        .getResultStream()
        .map(row -> seat(actor, row))
        .toList();
  }

  private static Seat seat(Actor actor, Object[] row) {
    return new Seat(actor.tenant(), (String) row[1], (String) row[0]);
  }
}
