package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.util.List;

/** The routes of the server itself: health, agents, models. */
final class ServerRoutes {
  private ServerRoutes() {}

  static void addTo(UpstreamRoutes routes) {
    routes.add("GET /global/health", request -> HttpAnswer.ok(health()));
    routes.add("GET /agent", request -> HttpAnswer.ok(agents()));
    routes.add("GET /config/providers", request -> HttpAnswer.ok(providers()));
  }

  private static ObjectNode health() {
    return Json.object().put("healthy", true).put("version", ScriptedUpstream.VERSION);
  }

  private static ArrayNode agents() {
    var agents = Json.array();
    for (String name : List.of("build", "plan", "general", "title")) {
      ObjectNode agent =
          agents.addObject().put("name", name).put("description", "Scripted " + name);
      agent.put("mode", name.equals("general") ? "subagent" : "primary").put("native", true);
      agent.put("hidden", name.equals("title")).putArray("permission");
      agent.putObject("options");
    }
    return agents;
  }

  /** As the real one, it shows the API key. */
  private static ObjectNode providers() {
    ObjectNode answer = Json.object();
    ObjectNode provider = answer.putArray("providers").addObject();
    provider.put("id", "scripted").put("name", "Scripted model").put("source", "config");
    provider.putArray("env");
    provider.putObject("options").put("apiKey", "scripted-key-never-to-be-shown");
    ObjectNode models = provider.putObject("models");
    for (String id : List.of("echo", "other")) {
      ObjectNode model = models.putObject(id).put("id", id).put("providerID", "scripted");
      model.put("name", id.equals("echo") ? "Echo" : "Other").put("status", "active");
      model.putObject("limit").put("context", 128_000).put("output", 8192);
    }
    answer.putObject("default").put("scripted", "echo");
    return answer;
  }
}
