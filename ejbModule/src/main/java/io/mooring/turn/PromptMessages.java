package io.mooring.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.message.Said;
import io.mooring.session.ModelRef;
import io.mooring.session.Session;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words a turn's prompt as upstream's message, before upstream does. */
@ApplicationScoped
class PromptMessages {
  Said of(Session session, Turn turn) {
    Optional<SentPrompt> sent = turn.sentPrompt();
    ObjectNode info = Json.object();
    sent.ifPresent(
        prompt -> info.put("id", prompt.messageId()).put("sessionID", prompt.upstreamSessionId()));
    info.put("role", "user");
    info.putObject("time").put("created", turn.startedAt().orElseThrow().toEpochMilli());
    info.put("agent", turn.agent().orElse(session.agent()));
    Optional<ModelRef> model = turn.model().or(session::model);
    ObjectNode named = info.putObject("model");
    named.put("providerID", model.map(ModelRef::providerId).orElse(""));
    named.put("modelID", model.map(ModelRef::modelId).orElse(""));
    turn.system().ifPresent(system -> info.put("system", system));
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode part : Json.read(turn.partsJson())) {
      ObjectNode whole = part.deepCopy();
      int number = parts.size();
      sent.filter(prompt -> number < prompt.partIds().size())
          .ifPresent(
              prompt ->
                  whole
                      .put("id", prompt.partIds().get(number))
                      .put("sessionID", prompt.upstreamSessionId())
                      .put("messageID", prompt.messageId()));
      parts.add(whole);
    }
    return new Said(info, parts);
  }
}
