package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mooring.json.Json;
import io.mooring.opencode.ServerAddress;
import io.mooring.opencode.wire.UpstreamIds;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An opencode server in memory that answers as the real one does: sessions, messages, statuses,
 * asks, one event stream. What an agent does with a prompt is the test's to say.
 */
public final class FakeAgent implements AutoCloseable {
  private static final JsonNode ANOTHER_PROJECT =
      Json.read("{\"name\":\"MoveSessionError\",\"data\":{\"message\":\"another project\"}}");

  /** What the agent does with a prompt; called on a thread of its own. */
  public interface Behaviour {
    void answer(FakeAgent agent, String sessionId, String promptId) throws Exception;
  }

  /** Of all agents, for tests share databases: an upstream id is never met twice. */
  private static final AtomicInteger SESSIONS = new AtomicInteger();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
  private final Map<String, ObjectNode> sessions = new LinkedHashMap<>();
  private final Map<String, Map<String, ObjectNode>> messages = new LinkedHashMap<>();
  private final Map<String, String> busy = new ConcurrentHashMap<>();
  private final Map<String, ObjectNode> permissions = new LinkedHashMap<>();
  private final Map<String, ObjectNode> questions = new LinkedHashMap<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private boolean losesNext;
  private boolean mutesNext;
  private volatile boolean denies;
  private final Set<String> otherProjects = ConcurrentHashMap.newKeySet();
  private final Set<String> deaf = ConcurrentHashMap.newKeySet();

  /** Of all agents, for they share databases: no two sessions have one id. */
  private static final AtomicInteger numbers = new AtomicInteger();

  /** Method and path of every request that came. */
  public final List<String> calls = new CopyOnWriteArrayList<>();

  /** What was replied to asks: the id, the verb of the route, the body. */
  public final List<String> replies = new CopyOnWriteArrayList<>();

  public volatile Behaviour behaviour =
      (agent, session, prompt) -> agent.say(session, prompt, "ok");

  /** Called when a session is read, before the answer. */
  public volatile Consumer<String> onRead = id -> {};

  /** What an abort does; the real one makes the session idle. */
  public volatile Behaviour onAbort = (agent, session, prompt) -> agent.abortQuietly(session);

  public FakeAgent() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public ServerAddress address() {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new ServerAddress(base, "opencode", "pass-word");
  }

  // --- what tests do and see

  /** Requests that begin so are answered with a status of 503 until it is repaired. */
  public void breakDown(String methodAndPath) {
    broken.add(methodAndPath);
  }

  public void repair() {
    broken.clear();
  }

  public synchronized Set<String> sessionIds() {
    return new LinkedHashSet<>(sessions.keySet());
  }

  public long count(String methodAndPathPart) {
    return calls.stream().filter(call -> call.matches(methodAndPathPart)).count();
  }

  public synchronized void forget(String sessionId) {
    ObjectNode info = sessions.remove(sessionId);
    messages.remove(sessionId);
    busy.remove(sessionId);
    if (info != null) {
      ObjectNode properties = Json.object().put("sessionID", sessionId);
      properties.set("info", info);
      emit("session.deleted", properties);
    }
  }

  /** Ends the event streams, as a restart does. */
  public void dropStreams() {
    for (OutputStream stream : streams) {
      try {
        stream.close();
      } catch (IOException e) {
        // it is closed
      }
    }
    streams.clear();
  }

  /** The server dies: what ran is idle and unfinished, and nobody is told. */
  public void die() {
    busy.clear();
    dropStreams();
  }

  /** A whole turn: busy, an assistant message with a text, idle. */
  public void say(String session, String prompt, String text) {
    busy(session);
    String message = begin(session, prompt);
    part(session, message, text);
    finish(session, message, "stop");
    idle(session);
  }

  public void busy(String session) {
    busy.put(session, "busy");
    status(session, "busy");
  }

  /** At work, and nobody is told. */
  public void busyUntold(String session) {
    busy.put(session, "busy");
  }

  /** The next prompt is taken and forgotten, as by a server that dies at that moment. */
  public void loseNextPrompt() {
    losesNext = true;
  }

  /** The next prompt is stored, and nobody is told. */
  public void muteNextPrompt() {
    mutesNext = true;
  }

  public void idle(String session) {
    busy.remove(session);
    status(session, "idle");
    emit("session.idle", Json.object().put("sessionID", session));
  }

  public void status(String session, String type) {
    ObjectNode properties = Json.object().put("sessionID", session);
    properties.putObject("status").put("type", type).put("attempt", 1).put("message", "slow");
    emit("session.status", properties);
  }

  /** An empty assistant message. */
  public synchronized String begin(String session, String prompt) {
    String id = "msg_" + UpstreamIds.successorOf(prompt, Clock.systemUTC()).substring(4);
    ObjectNode info = info(session, id, "assistant").put("parentID", prompt);
    store(session, info);
    return id;
  }

  /** A text part, whole. */
  public void part(String session, String message, String text) {
    ObjectNode part =
        Json.object()
            .put("type", "text")
            .put("text", text)
            .put("messageID", message)
            .put("sessionID", session)
            .put("id", "prt_" + "%030d".formatted(numbers.incrementAndGet()));
    part.putObject("time").put("start", 1).put("end", 2);
    synchronized (this) {
      ((ArrayNode) messages.get(session).get(message).get("parts")).add(part);
    }
    emitPart(session, part);
  }

  /** The start of a text that is not stored until it ends; answers the part's id. */
  public String stream(String session, String message, String text) {
    String id = "prt_" + "%030d".formatted(numbers.incrementAndGet());
    ObjectNode part =
        Json.object()
            .put("type", "text")
            .put("text", "")
            .put("messageID", message)
            .put("sessionID", session)
            .put("id", id);
    synchronized (this) {
      ((ArrayNode) messages.get(session).get(message).get("parts")).add(part);
    }
    emitPart(session, part);
    more(session, message, id, text);
    return id;
  }

  /** Something fails in a session. */
  public void error(String session, String name, String message) {
    ObjectNode error = Json.object().put("name", name);
    error.putObject("data").put("message", message);
    ObjectNode properties = Json.object().put("sessionID", session);
    properties.set("error", error);
    emit("session.error", properties);
  }

  /** What comes next of a text that is not stored until it ends. */
  public void more(String session, String message, String part, String text) {
    emit(
        "message.part.delta",
        Json.object()
            .put("sessionID", session)
            .put("messageID", message)
            .put("partID", part)
            .put("field", "text")
            .put("delta", text));
  }

  /** A part as the test words it; its ids are added. */
  public String rawPart(String session, String message, ObjectNode part) {
    String id = "prt_" + "%030d".formatted(numbers.incrementAndGet());
    part.put("messageID", message).put("sessionID", session).put("id", id);
    synchronized (this) {
      ((ArrayNode) messages.get(session).get(message).get("parts")).add(part);
    }
    emitPart(session, part);
    return id;
  }

  /** Upstream changes a session's title. */
  public synchronized void title(String session, String title, boolean tell) {
    ObjectNode info = sessions.get(session).put("title", title);
    if (tell) {
      ObjectNode properties = Json.object().put("sessionID", session);
      properties.set("info", info);
      emit("session.updated", properties);
    }
  }

  private void emitPart(String session, ObjectNode part) {
    ObjectNode properties = Json.object().put("sessionID", session);
    properties.set("part", part);
    emit("message.part.updated", properties);
  }

  public synchronized void finish(String session, String message, String reason) {
    ObjectNode info = (ObjectNode) messages.get(session).get(message).get("info");
    info.put("finish", reason);
    ((ObjectNode) info.get("time")).put("completed", 3);
    store(session, info);
  }

  private synchronized void abortQuietly(String session) {
    busy.remove(session);
    Map<String, ObjectNode> all = messages.getOrDefault(session, Map.of());
    for (ObjectNode message : List.copyOf(all.values())) {
      ObjectNode info = (ObjectNode) message.get("info");
      if (info.path("role").asText().equals("assistant") && !info.has("finish")) {
        info.putObject("error").put("name", "MessageAbortedError").putObject("data");
        store(session, info);
      }
    }
    idle(session);
  }

  /** A subagent's session. */
  public synchronized String child(String parent) {
    ObjectNode info = session(parent);
    ObjectNode properties = Json.object().put("sessionID", info.path("id").asText());
    properties.set("info", info);
    emit("session.created", properties);
    return info.path("id").asText();
  }

  /** A subagent's session of which nobody is told. */
  public synchronized String silentChild(String parent) {
    return session(parent).path("id").asText();
  }

  public String ask(String session, String message) {
    return ask(session, message, true);
  }

  /** An ask for a permission. */
  public String ask(String session, String message, boolean tell) {
    return askFor(session, message, "rm", tell);
  }

  /** An ask for a command, which "always" would allow with anything behind its first word. */
  public String askFor(String session, String message, String command, boolean tell) {
    String id = "per_" + "%026d".formatted(numbers.incrementAndGet());
    ObjectNode ask =
        Json.object().put("id", id).put("sessionID", session).put("permission", "bash");
    ask.putArray("patterns").add(command);
    ask.putArray("always").add(command.split(" ", 2)[0] + " *");
    ask.putObject("metadata");
    ask.putObject("tool").put("messageID", message).put("callID", "call_1");
    synchronized (this) {
      permissions.put(id, ask);
    }
    if (tell) {
      emit("permission.asked", ask);
    }
    return id;
  }

  /** A question with the answers yes and no. */
  public String question(String session, String message) {
    String id = "que_" + "%026d".formatted(numbers.incrementAndGet());
    ObjectNode question = Json.object().put("id", id).put("sessionID", session);
    ObjectNode first = question.putArray("questions").addObject();
    first.put("question", "Really?").put("header", "Sure").put("custom", false);
    first.putArray("options").addObject().put("label", "yes").put("description", "");
    first.withArray("options").addObject().put("label", "no").put("description", "");
    question.putObject("tool").put("messageID", message).put("callID", "call_2");
    synchronized (this) {
      questions.put(id, question);
    }
    emit("question.asked", question);
    return id;
  }

  /** Somebody answers an ask. */
  public synchronized void answered(String permission) {
    permissions.remove(permission);
  }

  /** Tells of an ask, be it open or not. */
  public void emitAsk(String session, String id, String message) {
    ObjectNode ask =
        Json.object().put("id", id).put("sessionID", session).put("permission", "bash");
    ask.putArray("patterns").add("rm");
    ask.putArray("always");
    ask.putObject("metadata");
    ask.putObject("tool").put("messageID", message).put("callID", "call_1");
    emit("permission.asked", ask);
  }

  public synchronized boolean isOpen(String permission) {
    return permissions.containsKey(permission) || questions.containsKey(permission);
  }

  public boolean isBusy(String session) {
    return busy.containsKey(session);
  }

  // --- the server

  private ObjectNode info(String session, String id, String role) {
    ObjectNode info = Json.object().put("id", id).put("sessionID", session).put("role", role);
    info.putObject("time").put("created", 1);
    return info;
  }

  private synchronized void store(String session, ObjectNode info) {
    ObjectNode message =
        messages
            .computeIfAbsent(session, any -> new LinkedHashMap<>())
            .computeIfAbsent(
                info.get("id").asText(),
                any -> {
                  ObjectNode made = Json.object();
                  made.putArray("parts");
                  return made;
                });
    message.set("info", info);
    if (mutesNext) {
      return;
    }
    ObjectNode properties = Json.object().put("sessionID", session);
    properties.set("info", info);
    emit("message.updated", properties);
  }

  private synchronized void emit(String type, ObjectNode properties) {
    ObjectNode frame = Json.object().put("directory", "/w");
    ObjectNode payload = frame.putObject("payload");
    payload.put("id", "evt_" + numbers.incrementAndGet()).put("type", type);
    payload.set("properties", properties.deepCopy());
    byte[] bytes = ("data: " + frame + "\n\n").getBytes(StandardCharsets.UTF_8);
    streams.removeIf(stream -> !wrote(stream, bytes));
  }

  private static boolean wrote(OutputStream stream, byte[] bytes) {
    try {
      stream.write(bytes);
      stream.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String call = exchange.getRequestMethod() + " " + path;
    JsonNode body = Json.lenient().readTree(exchange.getRequestBody().readAllBytes());
    calls.add(call);
    if (broken.stream().anyMatch(call::matches)) {
      exchange.close();
      return;
    }
    if (path.equals("/global/event")) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream stream = exchange.getResponseBody();
      stream.write(
          "data: {\"payload\":{\"id\":\"evt_0\",\"type\":\"server.connected\",\"properties\":{}}}\n\n"
              .getBytes(StandardCharsets.UTF_8));
      stream.flush();
      streams.add(stream);
      return;
    }
    if (call.matches("GET /session/ses_[^/]*")) {
      onRead.accept(path.substring("/session/".length()));
    }
    try (exchange) {
      JsonNode answer =
          path.equals("/session")
              ? sessions(exchange.getRequestMethod(), exchange.getRequestURI().getQuery(), body)
              : answer(exchange.getRequestMethod(), path.split("/"), body);
      if (deaf.stream().anyMatch(call::matches)) {
        return; // closed without a word
      }
      int status =
          answer.isMissingNode()
              ? 404
              : answer.has("name") && answer.has("data") ? 400 : answer.isNull() ? 204 : 200;
      byte[] bytes =
          (status == 404
                  ? "{\"name\":\"NotFoundError\",\"data\":{\"message\":\"gone\"}}"
                  : answer.toString())
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
      if (status != 204) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private synchronized JsonNode answer(String method, String[] path, JsonNode body) {
    String first = path[1];
    if (first.equals("instance")) {
      return com.fasterxml.jackson.databind.node.BooleanNode.TRUE;
    }
    if (first.equals("experimental")) {
      return moved(body);
    }
    if (first.equals("global")) {
      return Json.object().put("healthy", true).put("version", "1.18.33");
    }
    if (first.equals("config")) {
      return Json.read(
          "{\"providers\":[{\"id\":\"scripted\",\"key\":\"sk-never-shown\","
              + "\"options\":{\"apiKey\":\"sk-never-shown\"},\"models\":{"
              + "\"echo\":{\"name\":\"Echo\",\"headers\":{\"x\":\"sk-never-shown\"}},"
              + "\"\":{\"name\":\"Nameless\"}}}]}");
    }
    if (first.equals("agent")) {
      return Json.read(
          "[{\"name\":\"build\",\"mode\":\"primary\",\"description\":\"Builds\\u202e\"},"
              + "{\"name\":\"general\",\"mode\":\"subagent\"},"
              + "{\"name\":\"title\",\"mode\":\"primary\",\"hidden\":true},"
              + "{\"name\":\"own\",\"mode\":\"all\",\"options\":{\"apiKey\":\"sk-never-shown\"}}]");
    }
    if (first.equals("question") || first.equals("permission")) {
      Map<String, ObjectNode> asks = first.equals("question") ? questions : permissions;
      if (path.length == 2) {
        return list(asks.values());
      }
      replies.add(path[2] + " " + path[3] + " " + body);
      return asks.remove(path[2]) == null ? Json.object().path("none") : yes();
    }
    if (path[2].equals("status")) {
      ObjectNode statuses = Json.object();
      busy.forEach((id, type) -> statuses.putObject(id).put("type", type));
      return statuses;
    }
    return ofSession(method, path, body);
  }

  private JsonNode ofSession(String method, String[] path, JsonNode body) {
    String id = path[2];
    String what = path.length == 3 ? method : path[3];
    if (what.equals("abort")) {
      run(onAbort, id, "");
      return yes();
    }
    if (!sessions.containsKey(id)) {
      return Json.object().path("none");
    }
    Map<String, ObjectNode> all = messages.getOrDefault(id, Map.of());
    return switch (what) {
      case "PATCH" -> patched(sessions.get(id), body);
      case "fork" -> forked(id);
      case "DELETE" -> {
        childrenOf(id).forEach(child -> forget(child.path("id").asText()));
        forget(id);
        yield yes();
      }
      case "children" -> list(childrenOf(id));
      case "message" ->
          method.equals("POST")
              ? noted(id, body)
              : path.length == 5
                  ? all.containsKey(path[4]) ? all.get(path[4]) : Json.object().path("none")
                  : list(all.values());
      case "prompt_async" -> prompted(id, body);
      default -> sessions.get(id);
    };
  }

  private List<ObjectNode> childrenOf(String id) {
    return sessions.values().stream().filter(s -> s.path("parentID").asText().equals(id)).toList();
  }

  private JsonNode prompted(String id, JsonNode body) {
    if (denies) {
      return Json.object().path("none");
    }
    String prompt = body.path("messageID").asText();
    if (losesNext) {
      losesNext = false;
      return Json.lenient().nullNode();
    }
    boolean again = messages.getOrDefault(id, Map.of()).containsKey(prompt);
    if (!again) {
      noted(id, body);
    }
    mutesNext = false;
    run(behaviour, id, prompt);
    return Json.lenient().nullNode();
  }

  private void run(Behaviour what, String session, String prompt) {
    threads.execute(
        () -> {
          try {
            what.answer(this, session, prompt);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private JsonNode noted(String id, JsonNode body) {
    String message = body.path("messageID").asText();
    store(id, info(id, message, "user"));
    ObjectNode whole = messages.get(id).get(message);
    for (JsonNode part : body.path("parts")) {
      ObjectNode kept = part.deepCopy();
      ((ArrayNode) whole.get("parts")).add(kept.put("sessionID", id).put("messageID", message));
    }
    return whole;
  }

  private static JsonNode patched(ObjectNode info, JsonNode body) {
    for (String field : List.of("title", "metadata")) {
      if (body.has(field)) {
        info.set(field, body.get(field).deepCopy());
      }
    }
    body.path("permission").forEach(rule -> info.withArray("/permission").add(rule));
    return info;
  }

  /** With its source's metadata and without its rules, in its source's directory. */
  private JsonNode forked(String id) {
    ObjectNode source = sessions.get(id);
    ObjectNode fork = session("");
    fork.set("directory", source.get("directory"));
    fork.set("metadata", source.path("metadata").deepCopy());
    Map<String, ObjectNode> copies = new LinkedHashMap<>();
    messages
        .getOrDefault(id, Map.of())
        .forEach((m, whole) -> copies.put(m + "f", whole.deepCopy()));
    messages.put(fork.path("id").asText(), copies);
    return fork;
  }

  private JsonNode moved(JsonNode body) {
    ObjectNode info = sessions.get(body.path("sessionID").asText());
    String directory = body.at("/destination/directory").asText();
    if (info == null) {
      return Json.object().path("none");
    }
    if (otherProjects.contains(directory)) {
      return ANOTHER_PROJECT;
    }
    info.put("directory", directory);
    return Json.lenient().nullNode();
  }

  /** What the command line does beside the server. */
  public synchronized void imported(String directory, JsonNode file) {
    ObjectNode info = file.path("info").deepCopy();
    String id = info.put("directory", directory).path("id").asText();
    sessions.put(id, info);
    Map<String, ObjectNode> all = messages.computeIfAbsent(id, key -> new LinkedHashMap<>());
    file.path("messages").forEach(m -> all.put(m.at("/info/id").asText(), m.deepCopy()));
  }

  /** Prompts meet sessions that are not there. */
  public void denyPrompts() {
    denies = true;
  }

  /** Requests that begin so are done, and nobody is told. */
  public void loseAnswer(String methodAndPath) {
    deaf.add(methodAndPath);
  }

  /** What somebody does beside us. */
  public synchronized String fork(String sessionId) {
    return forked(sessionId).path("id").asText();
  }

  /** Sessions can't be moved into this directory. */
  public void otherProject(String directory) {
    otherProjects.add(directory);
  }

  /** Somebody works on in a session in another directory. */
  public synchronized void moveBehindOurBack(String sessionId, String directory) {
    sessions.get(sessionId).put("directory", directory);
  }

  public synchronized ObjectNode info(String sessionId) {
    return sessions.get(sessionId).deepCopy();
  }

  /** The texts of a session's messages in order, each after the role. */
  public synchronized List<String> said(String sessionId) {
    List<String> said = new ArrayList<>();
    messages
        .getOrDefault(sessionId, Map.of())
        .values()
        .forEach(
            m ->
                m.path("parts")
                    .forEach(
                        p ->
                            said.add(
                                m.at("/info/role").asText() + ": " + p.path("text").asText())));
    return said;
  }

  /** Appends a rule without being asked. */
  public synchronized void appendRule(String id, String permission, String pattern, String action) {
    sessions
        .get(id)
        .withArray("permission")
        .addObject()
        .put("permission", permission)
        .put("pattern", pattern)
        .put("action", action);
  }

  /** The rules that a session was told, in order, as {@code permission pattern action}. */
  public synchronized List<String> rules(String id) {
    List<String> rules = new ArrayList<>();
    sessions
        .get(id)
        .path("permission")
        .forEach(
            rule ->
                rules.add(
                    rule.path("permission").asText()
                        + " "
                        + rule.path("pattern").asText()
                        + " "
                        + rule.path("action").asText()));
    return rules;
  }

  /** The list is of one directory, and short unless more is asked for. */
  private synchronized JsonNode sessions(String method, String query, JsonNode body) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      String[] pair = parameter.split("=", 2);
      parameters.put(pair[0], pair[1]);
    }
    String directory = parameters.getOrDefault("directory", "/w");
    if (method.equals("POST")) {
      return created(directory, body);
    }
    boolean roots = parameters.containsKey("roots");
    return list(
        sessions.values().stream()
            .filter(info -> info.path("directory").asText().equals(directory))
            .filter(info -> !roots || !info.has("parentID"))
            .limit(Integer.parseInt(parameters.getOrDefault("limit", "100")))
            .toList());
  }

  private ObjectNode created(String directory, JsonNode body) {
    ObjectNode made = session("").put("directory", directory);
    if (body.has("permission")) {
      made.set("permission", body.get("permission"));
    }
    if (body.has("metadata")) {
      made.set("metadata", body.get("metadata"));
    }
    return made;
  }

  private ObjectNode session(String parent) {
    String id = "ses_" + "%026d".formatted(SESSIONS.incrementAndGet());
    ObjectNode info = Json.object().put("id", id).put("directory", "/w").put("title", "t");
    info.putObject("time").put("created", 1).put("updated", 1);
    if (!parent.isEmpty()) {
      info.put("parentID", parent);
    }
    sessions.put(id, info);
    return info;
  }

  private static JsonNode yes() {
    return Json.read("true");
  }

  private static ArrayNode list(Iterable<ObjectNode> nodes) {
    ArrayNode list = Json.lenient().createArrayNode();
    List<ObjectNode> copies = new ArrayList<>();
    nodes.forEach(node -> copies.add(node.deepCopy()));
    copies.forEach(list::add);
    return list;
  }

  @Override
  public void close() {
    dropStreams();
    server.stop(0);
    threads.shutdownNow();
  }
}
