package io.mooring.impostor.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.http.WebCall;
import io.mooring.impostor.model.Directive.Drop;
import io.mooring.impostor.model.Directive.Hang;
import io.mooring.impostor.model.Directive.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers completion requests as their prompts' directives say. */
final class Completions {
  static final String TITLE = "Scripted title";

  private final ModelCalls calls;

  /** How often each failing directive of each prompt has failed. */
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();

  Completions(ModelCalls calls) {
    this.calls = calls;
  }

  void handle(WebCall web) throws IOException {
    JsonNode request = web.body();
    Conversation asked = new Conversation(request.path("messages"));
    ModelCall call = calls.record(request.path("model").asText(), asked);
    Directive directive;
    try {
      directive = asked.asksForTitle() ? new Directive.Say(TITLE) : choose(asked);
    } catch (IllegalArgumentException e) {
      web.sendJson(400, error("bad directive: " + e.getMessage()));
      return;
    }
    if (directive instanceof Hang) {
      web.hang();
    } else if (directive instanceof Status status) {
      fail(web, status);
    } else {
      CompletionWriter writer = new CompletionWriter(web, call);
      Answer answer = Script.answer(directive, asked, call.index());
      if (request.path("stream").asBoolean()) {
        writer.stream(answer);
      } else {
        writer.whole(answer);
      }
    }
  }

  /** The first directive that has not failed often enough yet; the last one for good. */
  private Directive choose(Conversation asked) {
    List<Directive> directives = DirectiveParser.parse(asked.prompt());
    for (Directive directive : directives) {
      if (!mayFail(directive) || failsAgain(directive, asked.lastUserText())) {
        return directive;
      }
    }
    return new Directive.Echo(asked.prompt());
  }

  private static boolean mayFail(Directive directive) {
    return directive instanceof Status || directive instanceof Drop;
  }

  private boolean failsAgain(Directive directive, String prompt) {
    int times = directive instanceof Status status ? status.times() : ((Drop) directive).times();
    int failed = failures.merge(directive + " in " + prompt, 1, Integer::sum);
    return failed <= times;
  }

  private static void fail(WebCall web, Status status) throws IOException {
    if (status.retryAfterSeconds() > 0) {
      web.with("Retry-After", String.valueOf(status.retryAfterSeconds()));
    }
    web.sendJson(status.code(), error("scripted error " + status.code()));
  }

  private static ObjectNode error(String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("message", message).put("type", "scripted");
    return body;
  }
}
