package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.config.Settings;
import io.mooring.host.ImportFailed;
import io.mooring.json.Json;
import io.mooring.node.CrashPoints;
import io.mooring.opencode.Prompt;
import io.mooring.opencode.UpstreamFailure;
import io.mooring.opencode.wire.UpstreamIds;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.session.History.Conversation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Brings a conversation into upstream: imported under fresh ids, or where that can't be done as a
 * first message that tells it.
 */
@ApplicationScoped
class BringIn {
  private static final System.Logger LOG = System.getLogger(BringIn.class.getName());

  @Inject SessionClaims claims;
  @Inject UpstreamShape shape;
  @Inject Imports imports;
  @Inject CrashPoints points;
  @Inject Settings settings;
  @Inject Clock clock;

  /** The conversation in a new upstream session; empty when nothing was said in it. */
  Optional<Opened> bring(Climb climb, History history, OpenContext context) {
    Conversation usable = UsableHistory.of(history.conversation(), climb.claim().prompt());
    if (usable.messages().isEmpty()) {
      return Optional.empty();
    }
    FreshIds.Renamed renamed = FreshIds.rename(usable, clock);
    String nonce =
        claims.intend(
            climb.system(), climb.claim(), SessionIntent.Plan.importing(renamed.sessionId()));
    points.reached("session.intended", climb.claim().sessionId());
    Optional<List<JsonNode>> files = files(climb.claim(), renamed.conversation(), nonce);
    try {
      if (files.isPresent()) {
        UpstreamSession there = imported(climb, renamed.sessionId(), files.get(), nonce);
        return Optional.of(
            climb.made(
                there.id(),
                there.directory(),
                context,
                nonce,
                new Opened.Brought(history.source(), renamed.ids())));
      }
      climb.miss(Missed.transcript(context, MissedWhy.NO_MODEL));
    } catch (ImportFailed e) {
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "No import into " + climb.claim().sessionId() + ": " + e.lastLines(),
          e);
      climb.miss(
          Missed.transcript(
              context, e.isPossible() ? MissedWhy.IMPORT_FAILED : MissedWhy.IMPORT_NOT_POSSIBLE));
    } catch (UpstreamFailure.NotFound e) {
      LOG.log(System.Logger.Level.WARNING, "An import left no session.", e);
      climb.miss(Missed.transcript(context, MissedWhy.IMPORT_FAILED));
    }
    remove(climb, renamed.sessionId(), nonce);
    return Optional.of(told(climb, usable, context));
  }

  private Optional<List<JsonNode>> files(
      SessionClaim claim, Conversation conversation, String nonce) {
    return ImportFile.of(
        claim,
        conversation,
        shape.metadata(claim, nonce, conversation.info().path("metadata")),
        shape.rules(claim));
  }

  private UpstreamSession imported(Climb climb, String id, List<JsonNode> files, String nonce) {
    SessionClaim claim = climb.claim();
    for (JsonNode file : files) {
      imports.run(claim.tenant(), claim.directory(), file);
    }
    points.reached("session.made", claim.sessionId());
    UpstreamSession there = climb.upstream().session(id);
    if (!UpstreamShape.carries(there.metadata(), nonce)) {
      // This version of opencode keeps metadata; one that does not is told afterwards.
      return climb
          .upstream()
          .patchSession(
              id,
              new io.mooring.opencode.SessionPatch(
                  null, shape.metadata(claim, nonce, there.metadata()), null));
    }
    return there;
  }

  /** Part of it may be there; its children go with it. */
  private void remove(Climb climb, String id, String nonce) {
    try {
      climb.upstream().deleteSession(id);
    } catch (UpstreamFailure.NotFound e) {
      LOG.log(System.Logger.Level.DEBUG, "Nothing of it was there.", e);
    }
    claims.undo(climb.system(), nonce);
  }

  private Opened told(Climb climb, Conversation conversation, OpenContext context) {
    SessionClaim claim = climb.claim();
    String nonce = claims.intend(climb.system(), claim);
    points.reached("session.intended", claim.sessionId());
    UpstreamSession made =
        climb.upstream().createSession(claim.directory(), shape.newSession(claim, nonce));
    points.reached("session.made", claim.sessionId());
    int most = (int) Math.min(Integer.MAX_VALUE, settings.get(SessionSettings.TRANSCRIPT).bytes());
    ArrayNode parts = Json.lenient().createArrayNode();
    ObjectNode part = parts.addObject().put("id", UpstreamIds.parts(1, clock).get(0));
    part.put("type", "text").put("synthetic", true).put("text", Transcript.of(conversation, most));
    climb
        .upstream()
        .addMessage(
            made.id(),
            new Prompt(
                UpstreamIds.firstMessage(clock),
                parts,
                UpstreamShape.model(claim).orElse(null),
                claim.agent(),
                null));
    return climb.made(made.id(), made.directory(), context, nonce);
  }
}
