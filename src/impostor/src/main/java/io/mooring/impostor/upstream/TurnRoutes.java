package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.upstream.SessionState.MessageState;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The routes of messages, prompts, permissions and questions. */
final class TurnRoutes {
  private final Instance instance;
  private final SessionRoutes sessions;

  TurnRoutes(Instance instance, SessionRoutes sessions) {
    this.instance = instance;
    this.sessions = sessions;
  }

  void addTo(UpstreamRoutes routes) {
    routes.add("GET /session/{id}/message", this::messages);
    routes.add("GET /session/{id}/message/{id}", this::message);
    routes.add("POST /session/{id}/message", this::addMessage);
    routes.add("POST /session/{id}/prompt_async", this::prompt);
    routes.add("POST /session/{id}/abort", this::abort);
    routes.add("GET /permission", request -> list(request, "per"));
    routes.add("GET /question", request -> list(request, "que"));
    routes.add("POST /permission/{id}/reply", this::replyToPermission);
    routes.add("POST /question/{id}/reply", this::replyToQuestion);
    routes.add("POST /question/{id}/reject", this::rejectQuestion);
  }

  private HttpAnswer messages(UpstreamRequest request) {
    List<MessageState> all = sessions.find(request.id()).messages();
    if (request.parameter("before").isPresent() && request.parameter("limit").isEmpty()) {
      return HttpAnswer.badRequest();
    }
    int end = request.parameter("before").map(cursor -> indexOf(cursor, all)).orElse(all.size());
    int limit = request.parameter("limit").map(Integer::parseInt).orElse(Integer.MAX_VALUE);
    int start = Math.max(0, end - limit);
    ArrayNode shown = Json.array();
    all.subList(start, end).forEach(message -> shown.add(message.json()));
    HttpAnswer answer = HttpAnswer.ok(shown);
    if (start == 0) {
      return answer;
    }
    String cursor = cursor(all.get(start).info());
    String next =
        "<http://%s/session/%s/message?limit=%d&before=%s>; rel=\"next\""
            .formatted(request.host(), request.id(), limit, cursor);
    return answer.with("Link", next).with("x-next-cursor", cursor);
  }

  private static String cursor(JsonNode info) {
    ObjectNode cursor = Json.object().put("id", info.path("id").asText());
    cursor.set("time", info.at("/time/created"));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(cursor).getBytes(StandardCharsets.UTF_8));
  }

  private static int indexOf(String cursor, List<MessageState> all) {
    for (int i = 0; i < all.size(); i++) {
      if (cursor(all.get(i).info()).equals(cursor)) {
        return i;
      }
    }
    throw new HttpAnswer.Refused(HttpAnswer.badRequest());
  }

  private HttpAnswer message(UpstreamRequest request) {
    String id = request.ids().get(1);
    return sessions
        .find(request.id())
        .message(id)
        .map(message -> HttpAnswer.ok(message.json()))
        .orElseGet(() -> HttpAnswer.error(404, "NotFoundError", "Message not found: " + id));
  }

  /** Only what wants no reply: a reply would come with the answer, and takes its time. */
  private HttpAnswer addMessage(UpstreamRequest request) {
    SessionState session = sessions.find(request.id());
    if (!request.body().path("noReply").asBoolean() || !request.body().path("parts").isArray()) {
      return HttpAnswer.badRequest();
    }
    String id = instance.turns.prompt(session, request.body());
    return HttpAnswer.ok(session.message(id).orElseThrow().json());
  }

  private HttpAnswer prompt(UpstreamRequest request) {
    SessionState session = sessions.find(request.id());
    if (!request.body().path("parts").isArray()) {
      return HttpAnswer.badRequest();
    }
    instance.turns.prompt(session, request.body());
    return HttpAnswer.empty(204);
  }

  private HttpAnswer abort(UpstreamRequest request) {
    if (!instance.ignoresAborts) {
      instance.turns.abort(request.id());
    }
    return HttpAnswer.yes();
  }

  private HttpAnswer list(UpstreamRequest request, String prefix) {
    return HttpAnswer.ok(instance.asks.list(request.directory(), prefix));
  }

  private Ask take(UpstreamRequest request, String kind) {
    String id = request.id();
    ObjectNode missing =
        Json.object()
            .put("_tag", kind + "NotFoundError")
            .put("requestID", id)
            .put("message", kind + " request not found: " + id);
    return instance
        .asks
        .take(id, request.directory())
        .orElseThrow(() -> new HttpAnswer.Refused(HttpAnswer.json(404, missing)));
  }

  /** A plain reject goes for every ask of the session. */
  private HttpAnswer replyToPermission(UpstreamRequest request) {
    String reply = request.body().path("reply").asText();
    if (!List.of("once", "always", "reject").contains(reply)) {
      return HttpAnswer.badRequest();
    }
    Ask ask = take(request, "Permission");
    tell(ask, "permission.replied", "reply", request.body().get("reply"));
    if (reply.equals("always")) {
      instance.asks.grant(ask);
    }
    ask.decide(request.body());
    if (ask.endsTurn()) {
      for (Ask other : instance.asks.ofSession(ask.session())) {
        instance.asks.take(other.id(), other.directory());
        tell(other, "permission.replied", "reply", request.body().get("reply"));
        other.decide(request.body());
      }
    }
    return HttpAnswer.yes();
  }

  private HttpAnswer replyToQuestion(UpstreamRequest request) {
    if (!request.body().path("answers").isArray()) {
      return HttpAnswer.badRequest();
    }
    Ask ask = take(request, "Question");
    tell(ask, "question.replied", "answers", request.body().get("answers"));
    ask.decide(request.body());
    return HttpAnswer.yes();
  }

  private HttpAnswer rejectQuestion(UpstreamRequest request) {
    Ask ask = take(request, "Question");
    tell(ask, "question.rejected", "", Json.object());
    ask.decide(Json.object().put("reply", "reject"));
    return HttpAnswer.yes();
  }

  private void tell(Ask ask, String type, String field, JsonNode value) {
    ObjectNode properties =
        Json.object().put("sessionID", ask.session()).put("requestID", ask.id());
    if (!field.isEmpty()) {
      properties.set(field, value);
    }
    ObjectNode place = Json.object().put("directory", ask.directory());
    place.put("projectID", instance.projectOf(ask.directory()));
    instance.emit(place, type, properties);
  }
}
