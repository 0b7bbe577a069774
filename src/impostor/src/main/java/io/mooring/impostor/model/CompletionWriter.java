package io.mooring.impostor.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.EventSink;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.http.WebCall;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Puts an answer on the wire of one request, streamed or whole. */
final class CompletionWriter {
  private final WebCall web;
  private final ModelCall call;

  CompletionWriter(WebCall web, ModelCall call) {
    this.web = web;
    this.call = call;
  }

  void stream(Answer answer) throws IOException {
    EventSink sink = web.sendEvents();
    sink.send(chunk(Json.object().put("role", "assistant").put("content", ""), null));
    for (String word : Answer.words(answer.reasoning())) {
      sink.send(chunk(Json.object().put("reasoning_content", word), null));
    }
    streamText(answer, sink);
    for (JsonNode toolCall : answer.toolCalls()) {
      ObjectNode delta = Json.object();
      delta.putArray("tool_calls").add(toolCall);
      sink.send(chunk(delta, null));
    }
    sink.send(chunk(Json.object(), answer.finish()));
    ObjectNode usage = envelope("chat.completion.chunk");
    usage.putArray("choices");
    sink.send(Json.write(usage.set("usage", Answer.usage())));
    sink.send("[DONE]");
    sink.close();
  }

  private void streamText(Answer answer, EventSink sink) throws IOException {
    int sent = 0;
    for (String word : Answer.words(answer.text())) {
      if (sent > 0 && !answer.pause().isZero()) {
        web.pause(answer.pause());
      }
      if (sent == answer.cutAfterWords()) {
        break;
      }
      sink.send(chunk(Json.object().put("content", word), null));
      sent++;
    }
    if (answer.cutAfterWords() >= 0) {
      throw WebCall.cut();
    }
  }

  void whole(Answer answer) throws IOException {
    if (answer.cutAfterWords() >= 0) {
      throw WebCall.cut();
    }
    ObjectNode completion = envelope("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", answer.text());
    if (!answer.reasoning().isEmpty()) {
      message.put("reasoning_content", answer.reasoning());
    }
    if (!answer.toolCalls().isEmpty()) {
      message.set("tool_calls", answer.toolCalls());
    }
    choice.put("finish_reason", answer.finish());
    completion.set("usage", Answer.usage());
    web.sendJson(200, completion);
  }

  private String chunk(ObjectNode delta, @Nullable String finish) {
    ObjectNode chunk = envelope("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finish);
    return Json.write(chunk);
  }

  private ObjectNode envelope(String kind) {
    return Json.object()
        .put("id", "chatcmpl-" + call.index())
        .put("object", kind)
        .put("created", call.at().getEpochSecond())
        .put("model", call.model());
  }
}
