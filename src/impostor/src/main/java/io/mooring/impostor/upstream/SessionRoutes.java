package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The routes of sessions themselves. */
final class SessionRoutes {
  private static final List<String> KEPT =
      List.of("title", "parentID", "agent", "model", "metadata", "permission");
  private static final int DEFAULT_LIMIT = 100;

  private final Instance instance;

  SessionRoutes(Instance instance) {
    this.instance = instance;
  }

  void addTo(UpstreamRoutes routes) {
    routes.add("GET /session", this::list);
    routes.add("POST /session", this::create);
    routes.add(
        "GET /session/status",
        request -> HttpAnswer.ok(instance.sessions.statusesIn(request.directory())));
    routes.add("GET /session/{id}", request -> HttpAnswer.ok(find(request.id()).info));
    routes.add("PATCH /session/{id}", this::patch);
    routes.add("DELETE /session/{id}", this::delete);
    routes.add("GET /session/{id}/todo", request -> HttpAnswer.ok(find(request.id()).todos));
    routes.add("GET /session/{id}/children", this::children);
    routes.add("POST /session/{id}/fork", this::fork);
    routes.add("POST /experimental/control-plane/move-session", this::move);
  }

  SessionState find(String id) {
    if (!id.startsWith("ses")) {
      var error = Json.object().put("name", "UnknownError");
      error.putObject("data").put("message", "Unexpected server error.").put("ref", "err_scripted");
      throw new HttpAnswer.Refused(HttpAnswer.json(500, error));
    }
    return instance
        .sessions
        .find(id)
        .orElseThrow(
            () ->
                new HttpAnswer.Refused(
                    HttpAnswer.error(404, "NotFoundError", "Session not found: " + id)));
  }

  private HttpAnswer list(UpstreamRequest request) {
    Stream<ObjectNode> all = instance.sessions.all().stream().map(session -> session.info);
    if (request.chosenDirectory().isPresent()) {
      all = all.filter(info -> text(info, "directory").equals(request.directory()));
    }
    if (request.parameter("roots").filter("true"::equals).isPresent()) {
      all = all.filter(info -> !info.has("parentID"));
    }
    if (request.parameter("search").isPresent()) {
      all = all.filter(info -> text(info, "title").contains(request.query().get("search")));
    }
    int limit = request.parameter("limit").map(Integer::parseInt).orElse(DEFAULT_LIMIT);
    ArrayNode shown = Json.array();
    all.limit(limit).forEach(shown::add);
    return HttpAnswer.ok(shown);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  private HttpAnswer create(UpstreamRequest request) {
    ObjectNode info = fresh(request.directory());
    info.put("title", "New session - " + Instant.now());
    for (String field : KEPT) {
      if (request.body().hasNonNull(field)) {
        info.set(field, request.body().get(field).deepCopy());
      }
    }
    SessionState session = instance.sessions.add(info);
    instance.emitInfo(session, "session.created");
    return HttpAnswer.ok(session.info);
  }

  private ObjectNode fresh(String directory) {
    long now = System.currentTimeMillis();
    ObjectNode info =
        Json.object().put("id", instance.ids.mint("ses")).put("slug", "scripted-session");
    info.put("projectID", instance.projectOf(directory)).put("directory", directory);
    info.put("path", "").put("cost", 0).put("version", ScriptedUpstream.VERSION);
    info.putObject("tokens")
        .put("input", 0)
        .put("output", 0)
        .put("reasoning", 0)
        .putObject("cache")
        .put("read", 0)
        .put("write", 0);
    info.putObject("time").put("created", now).put("updated", now);
    return info;
  }

  /** A list of permissions is appended, the rest replaced. */
  private HttpAnswer patch(UpstreamRequest request) {
    SessionState session = find(request.id());
    JsonNode body = request.body();
    for (String field : List.of("title", "metadata")) {
      if (body.hasNonNull(field)) {
        session.info.set(field, body.get(field).deepCopy());
      }
    }
    body.path("permission").forEach(rule -> session.info.withArray("/permission").add(rule));
    ObjectNode time = (ObjectNode) session.info.get("time");
    time.put("updated", System.currentTimeMillis());
    if (body.at("/time/archived").isNumber()) {
      time.set("archived", body.at("/time/archived"));
    }
    instance.emitInfo(session, "session.updated");
    return HttpAnswer.ok(session.info);
  }

  private HttpAnswer delete(UpstreamRequest request) {
    SessionState session = find(request.id());
    instance.sessions.remove(session).forEach(gone -> instance.emitInfo(gone, "session.deleted"));
    return HttpAnswer.yes();
  }

  private HttpAnswer children(UpstreamRequest request) {
    ArrayNode shown = Json.array();
    instance.sessions.children(find(request.id()).id()).forEach(child -> shown.add(child.info));
    return HttpAnswer.ok(shown);
  }

  /** Metadata and title go along, permissions do not; whatever was asked, the directory stays. */
  private HttpAnswer fork(UpstreamRequest request) {
    SessionState source = find(request.id());
    ObjectNode info = fresh(text(source.info, "directory"));
    info.put("title", Forks.title(text(source.info, "title")));
    if (source.info.has("metadata")) {
      info.set("metadata", source.info.get("metadata").deepCopy());
    }
    SessionState fork = instance.sessions.add(info);
    instance.emitInfo(fork, "session.created");
    Forks.copyMessages(instance, source, fork, text(request.body(), "messageID"));
    return HttpAnswer.ok(fork.info);
  }

  private HttpAnswer move(UpstreamRequest request) {
    SessionState session = find(text(request.body(), "sessionID"));
    String directory = request.body().at("/destination/directory").asText();
    if (!instance.projectOf(directory).equals(text(session.info, "projectID"))) {
      String message = "Destination directory belongs to another project";
      return HttpAnswer.error(400, "MoveSessionError", message);
    }
    session.info.put("directory", directory);
    instance.emitInfo(session, "session.updated");
    return HttpAnswer.empty(204);
  }
}
