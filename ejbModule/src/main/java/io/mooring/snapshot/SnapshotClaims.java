package io.mooring.snapshot;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.SystemCaller;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.idempotency.IdempotencyKeys;
import io.mooring.idempotency.Repeatable;
import io.mooring.json.Json;
import io.mooring.node.ThisNode;
import io.mooring.session.LastSnapshots;
import io.mooring.session.Session;
import io.mooring.session.SessionDocument;
import io.mooring.session.SessionDocuments;
import io.mooring.session.SessionFailure;
import io.mooring.session.Sessions;
import io.mooring.session.SnapshotWishes;
import io.mooring.time.Ids;
import io.mooring.turn.TurnMarks;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The short transactions around a capture: claim, look, complete, fail. REQUIRES_NEW, for files are
 * read between them, which may take hours.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SnapshotClaims {
  private static final long FIRST_GENERATION = 1;

  @Inject Sessions sessions;
  @Inject SessionDocuments sessionDocuments;
  @Inject LastSnapshots lastSnapshots;
  @Inject Snapshots snapshots;
  @Inject TurnMarks turns;
  @Inject Journal journal;
  @Inject IdempotencyKeys keys;
  @Inject ThisNode node;
  @Inject Ids ids;
  @Inject Clock clock;

  /**
   * Begins a snapshot under the session's lock, unless one of it is being taken.
   *
   * @throws SnapshotFailure running
   * @throws SessionFailure not found, or this node may be taken for dead
   */
  public SnapshotClaim claim(SystemCaller system, String sessionId, Snapshot.Wanted wanted) {
    Session session = sessions.lock(system, sessionId);
    return claim(system, session, wanted);
  }

  /**
   * Begins one after a turn, unless the session is not to be saved, or is no longer idle.
   *
   * @throws SnapshotFailure running
   */
  public Optional<SnapshotClaim> claimIdle(SystemCaller system, String sessionId) {
    return sessions
        .lockIfAny(system, sessionId)
        .filter(session -> session.isVisibleTo(system) && !session.status().isRunning())
        .filter(session -> session.snapshots().map(SnapshotWishes::enabled).orElse(true))
        .map(session -> claim(system, session, Snapshot.Wanted.because(SnapshotReason.TURN_ENDED)));
  }

  /**
   * What a caller has begun.
   *
   * @param claim empty when it was begun before, under the same Idempotency-Key
   */
  record Begun(Optional<SnapshotClaim> claim, SnapshotDocument snapshot) {}

  /**
   * The same for a caller who may change the session.
   *
   * @throws SnapshotFailure running
   * @throws SessionFailure not found, or this node may be taken for dead
   */
  public Begun begin(
      Caller caller, String sessionId, Snapshot.Wanted wanted, Optional<Repeatable> request) {
    Session session = sessions.lock(caller, sessionId);
    if (!caller.mayChange(session.owner())) {
      throw new Forbidden("Your roles don't allow to take snapshots of this session.");
    }
    Optional<String> before = request.flatMap(repeated -> keys.resource(caller, repeated));
    if (before.isPresent()) {
      return new Begun(Optional.empty(), SnapshotDocument.of(snapshots.get(caller, before.get())));
    }
    SnapshotClaim claim = claim(new SystemCaller(caller.tenant()), session, wanted);
    request.ifPresent(repeated -> keys.remember(caller, repeated, claim.snapshotId()));
    return new Begun(
        Optional.of(claim), SnapshotDocument.of(snapshots.get(caller, claim.snapshotId())));
  }

  private SnapshotClaim claim(SystemCaller system, Session locked, Snapshot.Wanted wanted) {
    snapshots
        .taking(system, locked.id())
        .ifPresent(
            id -> {
              throw SnapshotFailure.running(id);
            });
    if (!node.leasesHold()) {
      throw SessionFailure.nodeCutOff();
    }
    SessionDocument session = sessionDocuments.of(system, locked);
    List<String> bases =
        Stream.of(
                snapshots.newestOfWorkdir(system, session.workdir()),
                snapshots.newest(system, locked.id()))
            .flatMap(Optional::stream)
            .distinct()
            .toList();
    SnapshotClaim claim =
        new SnapshotClaim(
            system.tenant(),
            ids.next("snp"),
            locked.id(),
            FIRST_GENERATION,
            session.workdir(),
            wanted.reason(),
            session.snapshots().map(SnapshotWishes::exclude).orElse(List.of()),
            bases);
    snapshots.add(new Snapshot(claim, locked.owner(), wanted, node.bootId(), clock.instant()));
    return claim;
  }

  /** The session now, be it a tombstone. */
  public SessionMoment look(SystemCaller system, String sessionId) {
    SessionDocument session =
        sessions
            .findAny(system, sessionId)
            .map(found -> sessionDocuments.of(system, found))
            .orElseThrow(SessionFailure::notFound);
    boolean busy = session.status().isRunning();
    return new SessionMoment(
        session.upstreamSessionId(),
        busy,
        session.turns(),
        journal.head(system, sessionId).seq(),
        turns.lastEnd(system, sessionId).flatMap(EndState::of).filter(state -> !busy));
  }

  /**
   * It is in the store: says so in its row, its session and the feed.
   *
   * @throws SnapshotFailure claim lost
   */
  public SnapshotDocument complete(
      SystemCaller system, SnapshotClaim claim, SnapshotContent content) {
    lastSnapshots.taken(system, claim.sessionId(), claim.snapshotId(), content.takenAt());
    Snapshot snapshot =
        snapshots
            .lockAny(system, claim.snapshotId())
            .filter(found -> found.isTakenBy(claim.generation()))
            .orElseThrow(SnapshotFailure::claimLost);
    snapshot.complete(claim.generation(), content, clock.instant());
    snapshots.flush();
    SnapshotDocument document = SnapshotDocument.of(snapshot);
    journal.append(
        system,
        claim.sessionId(),
        List.of(
            NewEvent.of(
                FeedEventType.SNAPSHOT_CREATED,
                Json.object().set("snapshot", Json.object(document)))));
    return document;
  }

  /** It was read back whole; says so while it is complete. */
  public void verified(SystemCaller system, String snapshotId) {
    snapshots
        .lockAny(system, snapshotId)
        .filter(found -> found.state() == SnapshotState.COMPLETE)
        .ifPresent(found -> found.verify(clock.instant()));
  }

  /** There is none; changes nothing when the capture was given up before. */
  public void fail(SystemCaller system, String snapshotId, long generation, String why) {
    snapshots
        .lockAny(system, snapshotId)
        .filter(found -> found.isTakenBy(generation))
        .ifPresent(found -> found.fail(generation, why, clock.instant()));
  }
}
