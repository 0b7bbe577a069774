package io.mooring.turn;

import io.mooring.access.SystemCaller;
import io.mooring.session.Session;
import io.mooring.session.SessionDocuments;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/**
 * Writes down which sessions are kept back, so that every node knows. REQUIRES_NEW, for upstream is
 * asked in between.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class KeepingBack {
  @Inject Sessions sessions;
  @Inject SessionDocuments documents;
  @Inject Turns turns;
  @Inject Clock clock;

  /**
   * A session that is kept back.
   *
   * @param upstreamSessionId what must come to rest
   * @param workdir in which upstream is asked for that
   */
  record KeptBack(String upstreamSessionId, String workdir) {}

  /**
   * Lets no turn start while the session has the turn's upstream session.
   *
   * @throws TurnFailure lease lost
   */
  public void keep(SystemCaller system, ClaimedTurn turn, String upstreamSessionId) {
    Session session = sessions.lockTombstoneToo(system, turn.sessionId());
    turns.lock(system, turn.turnId(), turn.generation());
    session.keepBack(upstreamSessionId, clock.instant());
  }

  /** What keeps a session back; empty when nothing does. */
  public Optional<KeptBack> find(SystemCaller system, String sessionId) {
    return sessions
        .find(system, sessionId)
        .flatMap(
            session ->
                session.keptBack().map(id -> new KeptBack(id, documents.workdir(system, session))));
  }

  /** That upstream session rests. */
  public void release(SystemCaller system, String sessionId, String upstreamSessionId) {
    sessions.lockTombstoneToo(system, sessionId).letGo(upstreamSessionId, clock.instant());
  }
}
