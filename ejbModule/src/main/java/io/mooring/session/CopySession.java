package io.mooring.session;

import io.mooring.access.Actor;
import io.mooring.access.Caller;
import io.mooring.access.SystemCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/**
 * Makes a session that shall go on where another one was, and takes it back when nothing came of
 * it. All within the caller's transaction.
 */
@ApplicationScoped
public class CopySession {
  @Inject Sessions sessions;
  @Inject Workdirs workdirs;
  @Inject SessionFeed feed;
  @Inject SessionDocuments documents;
  @Inject PermissionPolicy policy;
  @Inject RunningTurns turns;
  @Inject Clock clock;

  /**
   * Makes it, with the agent, model, title and permissions of the other one, which may be a
   * tombstone; it is the caller's.
   *
   * @param workdir an empty one that Mooring has made for it
   * @throws SessionFailure key taken, or there never was the other one
   */
  public SessionDocument copy(
      Caller caller, String ofSession, String key, String sessionId, String workdir) {
    if (sessions.isKeyUsed(caller, key)) {
      throw SessionFailure.keyTaken();
    }
    Session source = sessions.any(caller, ofSession).orElseThrow(SessionFailure::notFound);
    NewSession wanted =
        new NewSession(
            Optional.of(key),
            source.title(),
            source.agent(),
            source.model(),
            Optional.empty(),
            source.permissionsJson(),
            Optional.empty(),
            source.metadataJson());
    Workdir own = workdirs.at(caller, workdir, true);
    Session session =
        new Session(caller.tenant(), sessionId, wanted, caller, own.id(), clock.instant());
    RuleCheck.require(policy, session);
    sessions.add(session);
    feed.opened(caller, session);
    return documents.of(caller, session);
  }

  /** Deletes it again; whoever has queued turns in it finds them aborted. */
  public void takeBack(SystemCaller system, String sessionId) {
    sessions
        .lockAny(system, sessionId)
        .filter(session -> !session.isDeleted())
        .ifPresent(
            session -> {
              turns.abortAll((Actor) system, session);
              session.delete(clock.instant());
            });
  }
}
