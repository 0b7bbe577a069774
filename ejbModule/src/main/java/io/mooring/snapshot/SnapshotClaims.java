package io.mooring.snapshot;

import io.mooring.access.SystemCaller;
import io.mooring.feed.FeedEventType;
import io.mooring.feed.Journal;
import io.mooring.feed.NewEvent;
import io.mooring.json.Json;
import io.mooring.node.ThisNode;
import io.mooring.session.LastSnapshots;
import io.mooring.session.Session;
import io.mooring.session.SessionDocument;
import io.mooring.session.SessionDocuments;
import io.mooring.session.SessionFailure;
import io.mooring.session.Sessions;
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

  SnapshotClaim claim(SystemCaller system, Session locked, Snapshot.Wanted wanted) {
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

  /** There is none; changes nothing when the capture was given up before. */
  public void fail(SystemCaller system, String snapshotId, long generation, String why) {
    snapshots
        .lockAny(system, snapshotId)
        .filter(found -> found.isTakenBy(generation))
        .ifPresent(found -> found.fail(generation, why, clock.instant()));
  }
}
