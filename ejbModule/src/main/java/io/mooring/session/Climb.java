package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.wire.UpstreamSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One way down the ladder; of one thread. */
final class Climb {
  private final SessionClaim claim;
  private final Opencode upstream;
  private final List<Missed> missed = new ArrayList<>();
  private Optional<UpstreamSession> found = Optional.empty();

  Climb(SessionClaim claim, Opencode upstream) {
    this.claim = claim;
    this.upstream = upstream;
  }

  SessionClaim claim() {
    return claim;
  }

  SystemCaller system() {
    return new SystemCaller(claim.tenant());
  }

  Opencode upstream() {
    return upstream;
  }

  /** The upstream session whose conversation is to go on, as upstream tells it. */
  Optional<UpstreamSession> found() {
    return found;
  }

  void find(UpstreamSession session) {
    found = Optional.of(session);
  }

  void miss(Missed why) {
    missed.add(why);
  }

  /** It merely goes on. */
  Opened existing(UpstreamSession session) {
    return opened(session.id(), session.directory(), OpenContext.EXISTING, null, null);
  }

  /** This climb has made it. */
  Opened made(String id, String directory, OpenContext context, String nonce) {
    return opened(id, directory, context, nonce, null);
  }

  /** This climb has imported it. */
  Opened made(
      String id, String directory, OpenContext context, String nonce, Opened.Brought brought) {
    return opened(id, directory, context, nonce, brought);
  }

  private Opened opened(
      String id,
      String directory,
      OpenContext context,
      @org.jspecify.annotations.Nullable String nonce,
      Opened.@org.jspecify.annotations.Nullable Brought brought) {
    return new Opened(
        id, directory, context, Optional.ofNullable(nonce), missed, Optional.ofNullable(brought));
  }
}
