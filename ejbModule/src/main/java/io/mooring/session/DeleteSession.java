package io.mooring.session;

import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import io.mooring.feed.FeedHub;
import io.mooring.node.CrashPoints;
import io.mooring.schema.Conflicts;
import io.mooring.worktree.WorktreeInspection;
import io.mooring.worktree.WorktreeReport;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Deletes sessions. A directory that Mooring made is looked at and saved before its last session
 * goes, and removed with it. A caller's directory is not even looked at. NOT_SUPPORTED, for files
 * are read and upstream is called; the changes are transactions of {@link SessionDeletion}.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeleteSession {
  private static final int MOST_LOOKS = 5;

  @Inject SessionDeletion deletion;
  @Inject EndUpstream endUpstream;
  @Inject WorktreeInspection worktrees;
  @Inject WorkdirFarewell farewell;
  @Inject WorkdirRemoval removal;
  @Inject FeedHub hub;
  @Inject CrashPoints points;

  /**
   * Makes a session a tombstone.
   *
   * @param abort whether to end what runs or waits instead of refusing
   * @param discard whether work in its workdir that is nowhere else is no reason to refuse
   * @param version what the caller has read, if the caller insists
   * @throws SessionFailure not found, busy, changed, or its workdir is dirty
   * @throws io.mooring.problem.Problem its workdir could not be saved
   */
  public void one(
      Caller caller, String sessionId, boolean abort, boolean discard, Optional<Long> version) {
    delete(
        caller,
        new SessionDeletion.Wanted(
            Optional.of(sessionId), Optional.empty(), abort, discard, version));
  }

  /** Deletes all sessions of a key that the caller may change, or none if one may not go. */
  public void all(Caller caller, String key, boolean abort, boolean discard) {
    delete(
        caller,
        new SessionDeletion.Wanted(
            Optional.empty(), Optional.of(key), abort, discard, Optional.empty()));
  }

  private void delete(Caller caller, SessionDeletion.Wanted wanted) {
    for (int i = 0; i < MOST_LOOKS; i++) {
      SessionDeletion.Looked looked = Conflicts.retry(() -> deletion.look(caller, wanted));
      if (!wanted.discard()) {
        looked.abandoned().forEach(this::requireClean);
      }
      looked.abandoned().forEach((directory, session) -> save(caller, directory, session));
      Optional<SessionDeletion.Deleted> deleted =
          Conflicts.retry(() -> deletion.delete(caller, wanted, looked));
      if (deleted.isPresent()) {
        follow(caller, deleted.get());
        return;
      }
    }
    throw SessionFailure.busy();
  }

  /** What is not there any more needs no saving. */
  private void save(Caller caller, String directory, String sessionId) {
    if (Files.isDirectory(Path.of(directory), LinkOption.NOFOLLOW_LINKS)) {
      farewell.save(new SystemCaller(caller.tenant()), sessionId);
    }
  }

  private void requireClean(String directory, String sessionId) {
    WorktreeReport report = worktrees.inspect(Path.of(directory));
    if (!report.isClean()) {
      throw SessionFailure.workdirDirty(sessionId, report);
    }
  }

  /** What comes after the commit may fail or never happen: it is remembered with the deletion. */
  private void follow(Caller caller, SessionDeletion.Deleted deleted) {
    deleted.sessions().forEach(id -> points.reached("session.deleted", id));
    deleted.sessions().forEach(id -> hub.dismiss(caller.tenant(), id));
    var system = new SystemCaller(caller.tenant());
    deleted.upstreams().forEach(id -> endUpstream.endNow(system, id));
    removal.round(system);
  }
}
