package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.http.Json;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * {@link UpstreamControls} over HTTP, for tests in other processes: {@code GET /_impostor/state},
 * and POST with a JSON object to {@code /_impostor/}
 *
 * <ul>
 *   <li>{@code speed} {factor}
 *   <li>{@code cut} {after?: events}
 *   <li>{@code delay} {ms}
 *   <li>{@code stall} {on}
 *   <li>{@code heartbeat} {ms}
 *   <li>{@code reorder} {seed?}: none switches it off
 *   <li>{@code faults} {route, fault, status?, times?}: see {@link Fault#named}
 *   <li>{@code ignore-aborts} {on}
 *   <li>{@code kill}
 *   <li>{@code projects} {directory, project}
 * </ul>
 *
 * They need no password.
 */
final class ControlRoutes {
  static final String PREFIX = "/_impostor/";

  private final UpstreamControls controls;

  ControlRoutes(UpstreamControls controls) {
    this.controls = controls;
  }

  HttpAnswer answer(String method, String path, JsonNode body) {
    String control = path.substring(PREFIX.length());
    if (method.equals("GET") && control.equals("state")) {
      return HttpAnswer.ok(Json.MAPPER.valueToTree(controls.state()));
    }
    if (!method.equals("POST") || !does(control, body)) {
      return HttpAnswer.error(404, "NotFoundError", "no such control: " + method + " " + control);
    }
    return HttpAnswer.empty(204);
  }

  private boolean does(String control, JsonNode body) {
    Duration time = Duration.ofMillis(body.path("ms").asLong());
    switch (control) {
      case "speed" -> controls.speed(body.path("factor").asDouble());
      case "cut" -> cut(body);
      case "delay" -> controls.delayEvents(time);
      case "stall" -> controls.stallStreams(body.path("on").asBoolean(true));
      case "heartbeat" -> controls.heartbeatEvery(time);
      case "reorder" ->
          controls.reorder(
              body.has("seed")
                  ? OptionalLong.of(body.path("seed").asLong())
                  : OptionalLong.empty());
      case "faults" ->
          controls.answerNext(
              body.path("route").asText(),
              Fault.named(body.path("fault").asText(), body.path("status").asInt(500)),
              body.path("times").asInt(1));
      case "ignore-aborts" -> controls.ignoreAborts(body.path("on").asBoolean(true));
      case "kill" -> controls.killMidTurn();
      case "projects" ->
          controls.assignProject(body.path("directory").asText(), body.path("project").asText());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void cut(JsonNode body) {
    if (body.has("after")) {
      controls.cutStreamsAfter(body.path("after").asInt());
    } else {
      controls.cutStreams();
    }
  }
}
