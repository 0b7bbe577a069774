package io.mooring.approval;

import io.mooring.access.Actor;
import io.mooring.access.RowId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The approvals and questions, as rows, with what was allowed for good. */
@ApplicationScoped
class Asks {
  @PersistenceContext(unitName = "mooring")
  private EntityManager em;

  void add(Ask ask) {
    em.persist(ask);
    em.flush();
  }

  void add(StandingApproval standing) {
    em.persist(standing);
  }

  /** The session that an ask belongs to; a value, so that the ask can be locked afterwards. */
  Optional<String> sessionOf(Actor actor, String id) {
    return em.createQuery(
            "select a.sessionId from Ask a where a.tenantId = :tenant and a.id = :id", String.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("id", id)
        .getResultStream()
        .findFirst();
  }

  /** Locks the row until the transaction ends; after its session's, before the feed's. */
  Optional<Ask> lock(Actor actor, String id) {
    return Optional.ofNullable(
        em.find(Ask.class, new RowId(actor.tenant(), id), LockModeType.PESSIMISTIC_WRITE));
  }

  Optional<Ask> find(Actor actor, String id) {
    return Optional.ofNullable(em.find(Ask.class, new RowId(actor.tenant(), id)));
  }

  Optional<Ask> byRequest(Actor actor, String sessionId, String requestId) {
    return em.createQuery(
            "select a from Ask a where a.tenantId = :tenant and a.sessionId = :session"
                + " and a.requestId = :request",
            Ask.class)
        .setParameter("tenant", actor.tenant())
        .setParameter("session", sessionId)
        .setParameter("request", requestId)
        .getResultStream()
        .findFirst();
  }

  /**
   * Those of a turn that upstream may still wait for, in order. In SQL, for Derby must be told the
   * index (to others it is a comment), else it waits for rows of other sessions.
   */
  List<Ask> unsettled(Actor actor, String turnId) {
    List<?> rows =
        em.createNativeQuery(
                "SELECT id, asked_ms FROM asks --DERBY-PROPERTIES index=ASKS_TURN\n"
                    + "WHERE tenant_id = ?1 AND turn_id = ?2 AND state IN (?3, ?4)")
            .setParameter(1, actor.tenant())
            .setParameter(2, turnId)
            .setParameter(3, AskState.OPEN.name())
            .setParameter(4, AskState.DECIDED.name())
            .getResultList();
    return rows.stream()
        .map(row -> (Object[]) row)
        .sorted(
            Comparator.comparing((Object[] row) -> ((Number) row[1]).longValue())
                .thenComparing(row -> (String) row[0]))
        .flatMap(row -> find(actor, (String) row[0]).stream())
        .toList();
  }

  /** Those nobody has decided, newest first, before the position. */
  List<Ask> open(Actor actor, Optional<String> owner, long beforeMs, String beforeId, int limit) {
    return page(actor, "a.state = :value", AskState.OPEN, owner, beforeMs, beforeId, limit);
  }

  /** All of a session, newest first, before the position. */
  List<Ask> ofSession(Actor actor, String sessionId, long beforeMs, String beforeId, int limit) {
    return page(
        actor, "a.sessionId = :value", sessionId, Optional.empty(), beforeMs, beforeId, limit);
  }

  private List<Ask> page(
      Actor actor,
      String where,
      Object value,
      Optional<String> owner,
      long beforeMs,
      String beforeId,
      int limit) {
    var query =
        em.createQuery(
                "select a from Ask a where a.tenantId = :tenant and "
                    + where
                    + (owner.isPresent() ? " and a.owner = :owner" : "")
                    + " and (a.askedMs < :ms or (a.askedMs = :ms and a.id < :id))"
                    + " order by a.askedMs desc, a.id desc",
                Ask.class)
            .setParameter("tenant", actor.tenant())
            .setParameter("value", value)
            .setParameter("ms", beforeMs)
            .setParameter("id", beforeId)
            .setMaxResults(limit);
    owner.ifPresent(name -> query.setParameter("owner", name));
    return query.getResultList();
  }

  /** The patterns that were allowed for good in a session. */
  List<String> standing(Actor actor, String sessionId, String permission) {
    List<?> patterns =
        em.createNativeQuery(
                "SELECT pattern FROM standing_approvals"
                    + " --DERBY-PROPERTIES index=STANDING_APPROVALS_SESSION\n"
                    + "WHERE tenant_id = ?1 AND session_id = ?2 AND permission = ?3")
            .setParameter(1, actor.tenant())
            .setParameter(2, sessionId)
            .setParameter(3, permission)
            .getResultList();
    return patterns.stream().map(String.class::cast).toList();
  }
}
