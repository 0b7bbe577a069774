package io.mooring.session;

import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.UpstreamId;
import io.mooring.opencode.wire.UpstreamSession;
import java.util.Optional;

/** The first rung: upstream still has the session, in the wanted directory. */
final class ExistingRung {
  private ExistingRung() {}

  /**
   * Finds out how the session stands upstream.
   *
   * @param wish what the caller will not have
   * @throws UpstreamFailure when upstream can't tell: that is no answer, and changes nothing
   */
  static Standing look(Climb climb, Ladder.Wish wish) {
    SessionClaim claim = climb.claim();
    Optional<String> id = claim.upstreamSessionId().or(() -> resumed(claim));
    if (id.isEmpty()) {
      return Standing.NEW;
    }
    if (id.equals(wish.replacing())) {
      climb.miss(Missed.replaced());
      if (wish.withoutHistory()) {
        climb.miss(Missed.notWanted());
      }
      return wish.withoutHistory() ? Standing.ABANDONED : Standing.UNWANTED;
    }
    if (!UpstreamId.isSession(id.get())) {
      climb.miss(Missed.unusable());
      return Standing.LOST;
    }
    try {
      climb.find(climb.upstream().session(id.get()));
    } catch (UpstreamFailure.NotFound e) {
      climb.miss(Missed.notFound(OpenContext.EXISTING));
      return Standing.LOST;
    }
    return standing(climb, claim);
  }

  private static Standing standing(Climb climb, SessionClaim claim) {
    UpstreamSession found = climb.found().orElseThrow();
    if (claim.upstreamSessionId().isEmpty()) {
      climb.miss(Missed.resumed());
      return Standing.ELSEWHERE;
    }
    if (isIn(found.directory(), claim)) {
      return Standing.HERE;
    }
    climb.miss(Missed.elsewhere());
    return Standing.ELSEWHERE;
  }

  private static Optional<String> resumed(SessionClaim claim) {
    return claim.resume().map(ResumeSource::upstreamSessionId);
  }

  /** The server may know the directory by a name of its own: then it is told by that one. */
  private static boolean isIn(String directory, SessionClaim claim) {
    return claim.openedDirectory().equals(Optional.of(directory))
        || Directories.same(directory, claim.directory());
  }
}
