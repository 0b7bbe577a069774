package io.mooring.session;

import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.opencode.SessionPatch;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * How a claimed session becomes an open one upstream: existing, forked, restored or fresh, the
 * first of these that holds. Only what upstream confirms leads further down; anything else that
 * goes wrong is thrown, and changes nothing.
 */
@ApplicationScoped
class Ladder {
  private static final System.Logger LOG = System.getLogger(Ladder.class.getName());

  @Inject Servers servers;
  @Inject SessionClaims claims;
  @Inject ForkedRung forked;
  @Inject RestoredRung restored;
  @Inject FreshRung fresh;

  /**
   * What the caller will not have.
   *
   * @param replacing an upstream session that must not be used, though it may be there
   * @param withoutHistory whether what takes its place shall begin anew
   * @param given the history that shall go on in it, whatever else there is
   */
  record Wish(Optional<String> replacing, boolean withoutHistory, Optional<History> given) {
    Wish(Optional<String> replacing, boolean withoutHistory) {
      this(replacing, withoutHistory, Optional.empty());
    }
  }

  Opened climb(SessionClaim claim, Optional<String> replacing) {
    return climb(claim, new Wish(replacing, false));
  }

  /** Opens the session. */
  Opened climb(SessionClaim claim, Wish wish) {
    Climb climb = new Climb(claim, servers.server(claim.tenant()).client());
    Standing standing = wish.given().isPresent() ? Standing.GIVEN : ExistingRung.look(climb, wish);
    return standing.rungs().stream()
        .flatMap(rung -> attempt(rung, climb, standing, wish).stream())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the last rung always holds"));
  }

  /** Rules are told again only when they are others than those told last: upstream appends them. */
  private static Opened goOn(Climb climb, UpstreamSession there) {
    SessionClaim claim = climb.claim();
    if (claim.rulesDiffer()) {
      List<PermissionRule> block =
          PermissionRules.block(PermissionRules.said(there.permission()), claim.permissions());
      if (!block.isEmpty()) {
        climb
            .upstream()
            .patchSession(there.id(), new SessionPatch(null, null, PermissionRules.json(block)));
      }
    }
    return climb.existing(there);
  }

  private Optional<Opened> attempt(OpenContext rung, Climb climb, Standing standing, Wish wish) {
    return switch (rung) {
      case EXISTING -> climb.found().map(there -> goOn(climb, there));
      case FORKED -> forked.attempt(climb);
      case RESTORED ->
          wish.given().isPresent()
              ? restored.given(climb, wish.given().get())
              : restored.attempt(climb, standing);
      case FRESH -> Optional.of(fresh.attempt(climb));
    };
  }

  /**
   * Deletes what this claim made, for the claim did not complete. What it merely adopted is left
   * alone, and so is what a row names after all: a commit may have gone well though its caller was
   * told otherwise.
   */
  void undo(SessionClaim claim, Opened opened) {
    var system = new SystemCaller(claim.tenant());
    if (opened.nonce().filter(nonce -> claims.isUnfinished(system, nonce)).isEmpty()) {
      return;
    }
    try {
      delete(claim, opened.upstreamSessionId());
      claims.undo(system, opened.nonce().get());
    } catch (Problem e) {
      // The intent stays open: whoever reaps it deletes what it made.
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "Upstream session " + opened.upstreamSessionId() + " could not be deleted.",
          e);
    }
  }

  private void delete(SessionClaim claim, String id) {
    try {
      servers.server(claim.tenant()).client().deleteSession(id);
    } catch (UpstreamFailure.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "It was gone already.", e);
    }
  }

  /** Ends what runs in the upstream session that was replaced; it is kept for a while. */
  void retire(SessionClaim claim, Opened opened) {
    claim
        .upstreamSessionId()
        .filter(old -> !old.equals(opened.upstreamSessionId()))
        .ifPresent(
            old -> {
              try {
                servers.server(claim.tenant()).client().abort(old);
              } catch (Problem e) {
                LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "Replaced upstream session " + old + " could not be aborted.",
                    e);
              }
            });
  }
}
