package io.mooring.impostor.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.model.Directive.Drop;
import io.mooring.impostor.model.Directive.Echo;
import io.mooring.impostor.model.Directive.Length;
import io.mooring.impostor.model.Directive.Reason;
import io.mooring.impostor.model.Directive.Recall;
import io.mooring.impostor.model.Directive.Say;
import io.mooring.impostor.model.Directive.Slow;
import io.mooring.impostor.model.Directive.Tools;
import java.util.List;

/** Turns a directive into the answer of one model step. */
final class Script {
  private Script() {}

  static Answer answer(Directive directive, Conversation asked, int callIndex) {
    if (directive instanceof Say say) {
      return Answer.of(say.text());
    } else if (directive instanceof Slow slow) {
      return Answer.of(repeated(slow)).pausing(slow.pause());
    } else if (directive instanceof Reason reason) {
      return Answer.of(reason.text()).thinking(reason.thought());
    } else if (directive instanceof Tools tools) {
      return step(tools.steps(), asked.toolStepsDone(), callIndex);
    } else if (directive instanceof Length length) {
      return Answer.of(length.text()).finishing("length");
    } else if (directive instanceof Drop drop) {
      String text = "word ".repeat(drop.afterWords());
      return Answer.of(text).cutAfter(drop.afterWords());
    } else if (directive instanceof Recall) {
      return Answer.of(String.join("\n", asked.earlierUserTexts()));
    } else if (directive instanceof Echo echo) {
      return Answer.of("Echo: " + echo.prompt());
    }
    return Answer.of("");
  }

  private static String repeated(Slow slow) {
    List<String> given = Answer.words(slow.text());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < slow.words(); i++) {
      text.append(given.isEmpty() ? "w" + i : given.get(i % given.size()).strip()).append(' ');
    }
    return text.toString();
  }

  private static Answer step(JsonNode steps, int done, int callIndex) {
    if (done >= steps.size()) {
      return Answer.of("All done.");
    }
    JsonNode step = steps.get(done);
    ArrayNode calls = Json.array();
    for (JsonNode call : step.isArray() ? step : Json.array().add(step)) {
      JsonNode args = call.path("args");
      String arguments =
          args.isTextual() ? args.asText() : args.isMissingNode() ? "{}" : args.toString();
      calls
          .addObject()
          .put("index", calls.size() - 1)
          .put("id", "call_" + callIndex + "_" + (calls.size() - 1))
          .put("type", "function")
          .putObject("function")
          .put("name", call.path("name").asText())
          .put("arguments", arguments);
    }
    return Answer.of("Step " + (done + 1) + ". ").calling(calls);
  }
}
