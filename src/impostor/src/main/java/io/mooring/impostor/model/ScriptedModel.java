package io.mooring.impostor.model;

import io.mooring.impostor.http.Json;
import io.mooring.impostor.http.LoopbackServer;
import io.mooring.impostor.http.WebCall;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/**
 * An OpenAI-compatible model on the loopback interface that answers as the prompt says.
 *
 * <p>The last user message of a request is searched for directives; each starts a line or follows
 * white space and goes to the end of its line:
 *
 * <ul>
 *   <li>{@code @say TEXT} answers TEXT; {@code \n} in it is a line break
 *   <li>{@code @slow N MS [TEXT]} streams N words with MS milliseconds between, w0 w1 .. or those
 *       of TEXT again and again
 *   <li>{@code @reason THOUGHT | TEXT} reasons, then answers
 *   <li>{@code @tools JSON} an array of steps, each {@code {"name","args"}} or an array of them for
 *       parallel calls; each step says "Step k. " first, and "All done." follows the last. The step
 *       is counted from the request's own messages: the model keeps no state, so a subagent works
 *   <li>{@code @status CODE [TIMES [RETRY_AFTER_SECONDS]]} fails, for ever or so many times
 *   <li>{@code @drop AFTER_WORDS [TIMES]} cuts the connection in mid-stream
 *   <li>{@code @hang} never answers, until {@link #close()}
 *   <li>{@code @length [TEXT]} ends with finish_reason length
 *   <li>{@code @empty} answers nothing
 *   <li>{@code @recall} answers with the earlier user messages that it received, one a line
 * </ul>
 *
 * <p>Text without a directive is echoed as "Echo: TEXT", without system-reminder blocks. A status
 * or drop that has failed so many times gives way to the next directive of the prompt, or to the
 * echo; it is counted per prompt text, so a test puts a nonce in it. A title generator's request
 * gets a fixed title and no directive is looked at. Usage is always 8 prompt (3 cached) and 5
 * completion (2 reasoning) tokens.
 *
 * <p>Over HTTP: {@code GET /_impostor/calls?contains=NONCE} and {@code DELETE /_impostor/calls}.
 */
public final class ScriptedModel implements AutoCloseable {
  private final ModelCalls calls = new ModelCalls(Clock.systemUTC());
  private final Completions completions = new Completions(calls);
  private final LoopbackServer server;

  private ScriptedModel(int port) {
    server = LoopbackServer.start("scripted-model", port, this::handle);
  }

  /** Listens on 127.0.0.1; port 0 takes any that is free. */
  public static ScriptedModel start(int port) {
    return new ScriptedModel(port);
  }

  /** {@code http://127.0.0.1:N/v1}. */
  public URI baseUri() {
    return URI.create(server.uri() + "/v1");
  }

  /**
   * All requests since the start or {@link #forgetCalls()}, titles included, in order of arrival.
   */
  public List<ModelCall> calls() {
    return calls.all();
  }

  /** The requests whose last user message contains the nonce; titles are not counted. */
  public List<ModelCall> callsContaining(String nonce) {
    return calls.containing(nonce);
  }

  /** Empties {@link #calls()}; what directives have failed stays counted. */
  public void forgetCalls() {
    calls.forget();
  }

  private void handle(WebCall web) throws IOException {
    switch (web.method() + " " + web.path()) {
      case "POST /v1/chat/completions" -> completions.handle(web);
      case "GET /v1/models" -> web.sendJson(200, models());
      case "GET /_impostor/calls" ->
          web.sendJson(
              200,
              web.query("contains").map(calls::containing).orElseGet(calls::all).stream()
                  .map(ScriptedModel::json)
                  .toList());
      case "DELETE /_impostor/calls" -> {
        calls.forget();
        web.sendEmpty(204);
      }
      default -> web.sendJson(404, Json.object().put("error", "no such route: " + web.path()));
    }
  }

  private static Object models() {
    var list = Json.object().put("object", "list");
    var data = list.putArray("data");
    for (String id : List.of("echo", "other")) {
      data.addObject().put("id", id).put("object", "model").put("owned_by", "mooring");
    }
    return list;
  }

  private static Object json(ModelCall call) {
    return Json.object()
        .put("index", call.index())
        .put("at", call.at().toString())
        .put("model", call.model())
        .put("lastUserText", call.lastUserText())
        .put("systemPrompt", call.systemPrompt())
        .put("step", call.step())
        .put("title", call.title())
        .set("messages", call.messages());
  }

  @Override
  public void close() {
    server.close();
  }
}
