package io.mooring.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.access.SystemCaller;
import io.mooring.host.Servers;
import io.mooring.json.Json;
import io.mooring.node.ThisNode;
import io.mooring.opencode.Opencode;
import io.mooring.opencode.SessionPatch;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamModel;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * How a claimed session becomes an open one upstream: the stored upstream session if it is there, a
 * fresh one if upstream confirms that it is not. Anything else that goes wrong is thrown, and
 * changes nothing.
 */
@ApplicationScoped
class Ladder {
  private static final System.Logger LOG = System.getLogger(Ladder.class.getName());

  @Inject Servers servers;
  @Inject SessionClaims claims;
  @Inject ThisNode node;

  /**
   * Opens the session.
   *
   * @param replacing an upstream session that must not be used, though it may be there
   */
  Opened climb(SessionClaim claim, Optional<String> replacing) {
    Opencode upstream = servers.server(claim.tenant()).client();
    Optional<String> stored = claim.upstreamSessionId();
    if (stored.isEmpty()) {
      return fresh(upstream, claim, Optional.empty());
    }
    if (stored.equals(replacing)) {
      return fresh(upstream, claim, Optional.of("replaced"));
    }
    try {
      UpstreamSession there = upstream.session(stored.get());
      if (claim.rulesDiffer()) {
        tell(upstream, there, claim);
      }
      return new Opened(there.id(), OpenContext.EXISTING, Optional.empty(), Optional.empty());
    } catch (UpstreamFailure.NotFound e) {
      return fresh(upstream, claim, Optional.of(e.code()));
    }
  }

  private Opened fresh(Opencode upstream, SessionClaim claim, Optional<String> reason) {
    var system = new SystemCaller(claim.tenant());
    String nonce = claims.intend(system, claim);
    UpstreamSession made =
        upstream.createSession(
            claim.directory(),
            new io.mooring.opencode.NewSession(
                claim.title().orElse(null),
                claim.agent(),
                claim
                    .model()
                    .map(m -> new UpstreamModel(m.providerId(), m.modelId(), null))
                    .orElse(null),
                mark(claim, nonce),
                PermissionRules.json(claim.permissions())));
    return new Opened(made.id(), OpenContext.FRESH, Optional.of(nonce), reason);
  }

  /** What tells, upstream, that a session is ours and which intent made it. */
  private ObjectNode mark(SessionClaim claim, String nonce) {
    ObjectNode metadata = Json.object();
    metadata
        .putObject("mooring")
        .put("installation", node.installationId())
        .put("session", claim.sessionId())
        .put("generation", claim.generation())
        .put("nonce", nonce);
    return metadata;
  }

  /** Appends the claim's rules to those that an upstream session was told before. */
  private static void tell(Opencode upstream, UpstreamSession there, SessionClaim claim) {
    List<PermissionRule> block =
        PermissionRules.block(PermissionRules.said(there.permission()), claim.permissions());
    if (!block.isEmpty()) {
      upstream.patchSession(there.id(), new SessionPatch(null, null, PermissionRules.json(block)));
    }
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
