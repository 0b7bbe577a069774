package io.mooring.snapshot;

import io.mooring.access.Caller;
import io.mooring.session.Sessions;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads snapshots that the caller may see; of a deleted session only those that it names. */
@Stateless
public class ReadSnapshots {
  @Inject Sessions sessions;
  @Inject Snapshots snapshots;

  /**
   * The snapshot.
   *
   * @throws SnapshotFailure not found
   */
  public SnapshotDocument get(Caller caller, String id) {
    return SnapshotDocument.of(snapshots.get(caller, id));
  }

  /**
   * One whose content is there to be read.
   *
   * @throws SnapshotFailure not found, or not complete
   */
  public SnapshotDocument complete(Caller caller, String id) {
    SnapshotDocument found = get(caller, id);
    if (found.state() != SnapshotState.COMPLETE) {
      throw SnapshotFailure.notComplete(found.state());
    }
    return found;
  }

  /** Where a list goes on. */
  public record Place(long createdMs, String id) {}

  /** A snapshot and its place in the list. */
  public record Placed(Place place, SnapshotDocument snapshot) {}

  /** The session's snapshots, newest first, one more than {@code limit} at most. */
  public List<Placed> list(Caller caller, String sessionId, Optional<Place> after, int limit) {
    sessions.get(caller, sessionId);
    return snapshots.list(caller, sessionId, after, limit + 1).stream()
        .map(found -> new Placed(place(found.createdAt(), found.id()), SnapshotDocument.of(found)))
        .toList();
  }

  private static Place place(Instant createdAt, String id) {
    return new Place(createdAt.toEpochMilli(), id);
  }
}
