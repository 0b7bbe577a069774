package io.mooring.session;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mooring.node.CrashPoints;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.SessionPatch;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;

/**
 * The second rung: the conversation is copied and the copy moved to the wanted directory, or
 * brought over where that is another project's. The old one stays until the copy is committed.
 *
 * <p>A fork carries its source's metadata until it is told its own. So the source carries the nonce
 * of the intent while it is forked: what is found with it, and is not the source, is the fork of
 * that very intent.
 */
@ApplicationScoped
class ForkedRung {
  private static final System.Logger LOG = System.getLogger(ForkedRung.class.getName());

  @Inject SessionClaims claims;
  @Inject UpstreamShape shape;
  @Inject BringIn bringIn;
  @Inject CrashPoints points;
  @Inject Clock clock;

  /** Empty when upstream has lost it meanwhile, or when there is nothing to bring over. */
  Optional<Opened> attempt(Climb climb) {
    UpstreamSession source = climb.found().orElseThrow();
    String nonce = claims.intend(climb.system(), climb.claim(), SessionIntent.Plan.forking(source));
    points.reached("session.intended", climb.claim().sessionId());
    Optional<UpstreamSession> fork = Optional.empty();
    try {
      fork = Optional.of(fork(climb, source, nonce));
      climb.upstream().moveSession(fork.get().id(), climb.claim().directory());
      points.reached("session.moved", climb.claim().sessionId());
      UpstreamSession moved = climb.upstream().session(fork.get().id());
      return Optional.of(climb.made(moved.id(), moved.directory(), OpenContext.FORKED, nonce));
    } catch (UpstreamFailure.Refused e) {
      if (fork.isEmpty() || !e.isOfAnotherProject()) {
        throw e;
      }
      drop(climb, fork.get(), nonce);
      climb.miss(Missed.otherProject());
      return broughtOver(climb, source);
    } catch (UpstreamFailure.NotFound e) {
      fork.ifPresent(made -> drop(climb, made, nonce));
      climb.miss(Missed.notFound(OpenContext.FORKED));
      return Optional.empty();
    }
  }

  private UpstreamSession fork(Climb climb, UpstreamSession source, String nonce) {
    Opencode upstream = climb.upstream();
    SessionClaim claim = climb.claim();
    metadata(upstream, source, shape.forking(claim, nonce, source.metadata()));
    UpstreamSession fork = upstream.fork(source.id(), null);
    points.reached("session.made", claim.sessionId());
    claims.made(climb.system(), nonce, fork.id());
    metadata(upstream, source, UpstreamShape.withoutForkMark(source.metadata()));
    ArrayNode rules = shape.rules(claim);
    return upstream.patchSession(
        fork.id(),
        new SessionPatch(
            claim.title().orElse(source.title()),
            shape.metadata(claim, nonce, source.metadata()),
            rules.isEmpty() ? null : rules));
  }

  private static void metadata(
      Opencode upstream,
      UpstreamSession session,
      com.fasterxml.jackson.databind.JsonNode metadata) {
    upstream.patchSession(session.id(), new SessionPatch(null, metadata, null));
  }

  private Optional<Opened> broughtOver(Climb climb, UpstreamSession source) {
    try {
      var conversation = LiveConversation.read(climb.upstream(), source.id());
      return bringIn.bring(
          climb, new History("upstream", clock.instant(), conversation), OpenContext.FORKED);
    } catch (UpstreamFailure.NotFound e) {
      climb.miss(Missed.notFound(OpenContext.FORKED));
      return Optional.empty();
    }
  }

  private void drop(Climb climb, UpstreamSession fork, String nonce) {
    try {
      climb.upstream().deleteSession(fork.id());
    } catch (UpstreamFailure.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "It was gone already.", e);
    }
    claims.undo(climb.system(), nonce);
  }
}
