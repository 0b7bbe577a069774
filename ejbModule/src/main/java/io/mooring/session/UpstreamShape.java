package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.node.ThisNode;
import io.mooring.opencode.wire.UpstreamModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** What an upstream session of a claim looks like: our mark, its rules, its title and model. */
@ApplicationScoped
class UpstreamShape {
  private static final String MARK = "mooring";

  /** Carried by the source of a fork while it is forked, so that the copy carries it too. */
  private static final String FORK_MARK = "mooringFork";

  @Inject ThisNode node;

  io.mooring.opencode.NewSession newSession(SessionClaim claim, String nonce) {
    return new io.mooring.opencode.NewSession(
        claim.title().orElse(null),
        claim.agent(),
        model(claim).orElse(null),
        metadata(claim, nonce, Json.object()),
        rules(claim));
  }

  static Optional<UpstreamModel> model(SessionClaim claim) {
    return claim.model().map(m -> new UpstreamModel(m.providerId(), m.modelId(), null));
  }

  /** The one place that says what rules an upstream session of a claim gets. */
  ArrayNode rules(SessionClaim claim) {
    ArrayNode rules = Json.lenient().createArrayNode();
    claim.permissions().forEach(rule -> rules.add(Json.object(rule)));
    return rules;
  }

  /** Other metadata, with what tells that a session is ours and which intent made it. */
  ObjectNode metadata(SessionClaim claim, String nonce, JsonNode others) {
    ObjectNode metadata = withoutForkMark(others);
    metadata.set(MARK, mark(claim, nonce));
    return metadata;
  }

  /** A source's metadata while it is forked. */
  ObjectNode forking(SessionClaim claim, String nonce, JsonNode others) {
    ObjectNode metadata = withoutForkMark(others);
    metadata.set(FORK_MARK, mark(claim, nonce));
    return metadata;
  }

  static ObjectNode withoutForkMark(JsonNode metadata) {
    ObjectNode copy = metadata.isObject() ? metadata.deepCopy() : Json.object();
    copy.remove(FORK_MARK);
    return copy;
  }

  private ObjectNode mark(SessionClaim claim, String nonce) {
    return Json.object()
        .put("installation", node.installationId())
        .put("session", claim.sessionId())
        .put("generation", claim.generation())
        .put("nonce", nonce);
  }

  /** Whether what was found carries the nonce, as its own or as a fork's. */
  static boolean carries(JsonNode metadata, String nonce) {
    return metadata.path(MARK).path("nonce").asText().equals(nonce)
        || metadata.path(FORK_MARK).path("nonce").asText().equals(nonce);
  }
}
