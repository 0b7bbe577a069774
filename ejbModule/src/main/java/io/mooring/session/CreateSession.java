package io.mooring.session;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.config.Settings;
import io.mooring.idempotency.Repeatable;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.problem.InvalidValue;
import io.mooring.schema.Conflicts;
import io.mooring.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Creates sessions. NOT_SUPPORTED, for the transaction is {@link SessionCreation}'s and is done
 * again when somebody else was first: then it finds and answers the other one's session.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CreateSession {
  @Inject SessionCreation creation;
  @Inject Adoption adoption;
  @Inject ResumeCursors cursors;
  @Inject OwnWorkdirs ownWorkdirs;
  @Inject KnownAgents agents;
  @Inject Settings settings;
  @Inject Ids ids;

  /** A session and whether this call made it. */
  public record Created(SessionDocument session, boolean created) {}

  /** The same for a session that begins with nothing. */
  public Created create(Caller caller, NewSession wanted, Optional<Repeatable> request) {
    return create(caller, wanted, SessionOrigin.NOTHING, request);
  }

  /**
   * Creates the session of (tenant, key, agent), or answers the one that is there.
   *
   * @throws SessionFailure when the known one differs, or is somebody else's
   * @throws io.mooring.problem.InvalidValue when the workdir is not allowed, the origin unusable,
   *     or the agent known not to be there
   */
  public Created create(
      Caller caller, NewSession wanted, SessionOrigin origin, Optional<Repeatable> request) {
    if (!caller.mayChange(caller.user())) {
      throw new Forbidden("Your roles don't allow to create sessions.");
    }
    Optional<ResumeSource> resume =
        origin.resumeCursor().map(cursor -> cursors.read(caller.tenant(), cursor));
    Optional<UpstreamSession> adopted =
        origin.upstreamSessionId().map(upstream -> adoption.find(caller, upstream));
    Optional<Path> chosen =
        wanted.workdir().or(() -> adopted.map(CreateSession::directory)).map(rules()::resolve);
    adopted.ifPresent(found -> requireSame(found, chosen.orElseThrow()));
    if (chosen.isEmpty() && !wanted.agent().equals(settings.get(SessionSettings.AGENT))) {
      agents.learn(caller.tenant(), ownWorkdirs.root(caller.tenant()).toString());
    }
    String id = ids.next("ses");
    Path workdir = chosen.orElseGet(() -> ownWorkdirs.make(caller.tenant(), id));
    var place =
        new SessionCreation.Place(
            id,
            workdir.toString(),
            chosen.isEmpty(),
            resume,
            adopted.map(found -> new SessionCreation.Adopted(found.id(), found.directory())));
    try {
      Created created = Conflicts.retry(() -> creation.create(caller, wanted, place, request));
      if (!created.created() && chosen.isEmpty()) {
        ownWorkdirs.removeUnused(workdir);
      }
      return created;
    } catch (RuntimeException first) {
      if (chosen.isEmpty()) {
        ownWorkdirs.removeUnused(workdir);
      }
      throw first;
    }
  }

  private static Path directory(UpstreamSession adopted) {
    try {
      return Path.of(adopted.directory());
    } catch (InvalidPathException e) {
      throw new InvalidValue(
          "workdir-not-allowed", "workdir", "The upstream session's directory is no path.", e);
    }
  }

  private static void requireSame(UpstreamSession adopted, Path workdir) {
    if (!Directories.same(adopted.directory(), workdir.toString())) {
      throw new InvalidValue("workdir", "The upstream session works in another directory.");
    }
  }

  private WorkdirRules rules() {
    return WorkdirRules.of(settings);
  }
}
