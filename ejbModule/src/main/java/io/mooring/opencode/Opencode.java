package io.mooring.opencode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamMessage;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.opencode.wire.UpstreamStatus;
import io.mooring.opencode.wire.UpstreamTodo;
import io.mooring.opencode.wire.WireEvent;
import io.mooring.opencode.wire.WireEvent.PermissionAsked;
import io.mooring.opencode.wire.WireEvent.QuestionAsked;
import io.mooring.opencode.wire.WireEvents;
import io.mooring.opencode.wire.WireFrame;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One server, as the rest of Mooring speaks with it. Every method that fails throws an {@link
 * UpstreamFailure}. Safe for any thread, 128 calls at once; blocks the caller until the answer.
 */
public final class Opencode implements AutoCloseable {
  private final OpencodeCalls reads;
  private final OpencodeCalls changes;
  private final OpencodeCalls prompts;

  Opencode(OpencodeCalls reads, OpencodeCalls changes, OpencodeCalls prompts) {
    this.reads = reads;
    this.changes = changes;
    this.prompts = prompts;
  }

  /** Needs a MicroProfile Rest Client: the container's, or one on the class path. */
  public static Opencode at(ServerAddress address, OpencodeTimeouts timeouts) {
    return at(address, timeouts, CallWatch.NOBODY);
  }

  /**
   * The same.
   *
   * @param watch told of every call
   */
  public static Opencode at(ServerAddress address, OpencodeTimeouts timeouts, CallWatch watch) {
    return new Opencode(
        OpencodeCalls.to(address, timeouts.connect(), timeouts.read(), watch),
        OpencodeCalls.to(address, timeouts.connect(), timeouts.change(), watch),
        OpencodeCalls.to(address, timeouts.connect(), timeouts.prompt(), watch));
  }

  /** Asks whether it is well; the answer is its version. */
  public String health() {
    JsonNode health = reads.json(OpencodeApi::health);
    if (!health.path("healthy").asBoolean()) {
      throw new UpstreamFailure.Unusable("being healthy");
    }
    return health.path("version").asText("");
  }

  /** Makes a session; upstream picks the id. */
  public UpstreamSession createSession(String directory, NewSession session) {
    return session(changes.json(api -> api.createSession(wire(directory), session.json())));
  }

  public UpstreamSession session(String id) {
    String checked = UpstreamId.session(id);
    return session(reads.json(api -> api.session(checked)));
  }

  /** The same with all its fields. */
  public JsonNode sessionAsItIs(String id) {
    String checked = UpstreamId.session(id);
    JsonNode json = reads.json(api -> api.session(checked));
    if (!session(json).id().equals(id)) {
      throw new UpstreamFailure.Unusable("the session that was asked for");
    }
    return json;
  }

  /**
   * Sessions of a directory, newest first, archived ones included.
   *
   * @param limit the most to answer; upstream has no next page
   * @param roots whether to leave subagents' sessions out
   * @param updatedSinceMillis only those touched since; null for all
   */
  public List<UpstreamSession> sessions(
      String directory, int limit, boolean roots, @Nullable Long updatedSinceMillis) {
    JsonNode found =
        reads.json(
            api -> api.sessions(wire(directory), limit, roots ? true : null, updatedSinceMillis));
    return each(found, UpstreamSession::of);
  }

  /** A session as upstream tells it, whole: what a copy is made of. */
  public JsonNode sessionWhole(String id) {
    String checked = UpstreamId.session(id);
    JsonNode found = reads.json(api -> api.session(checked));
    session(found);
    return found;
  }

  /** All messages of a session as upstream tells them, oldest first, each {@code {info, parts}}. */
  public List<JsonNode> messagesWhole(String id) {
    String checked = UpstreamId.session(id);
    return WholeMessages.of(reads, checked);
  }

  public UpstreamSession patchSession(String id, SessionPatch patch) {
    String checked = UpstreamId.session(id);
    return session(changes.json(api -> api.patchSession(checked, patch.json())));
  }

  /** Deletes it with its children; a turn that runs in it goes on unless aborted before. */
  public void deleteSession(String id) {
    String checked = UpstreamId.session(id);
    changes.run(api -> api.deleteSession(checked));
  }

  /** What the sessions of a directory are doing; idle ones are absent. */
  public Map<String, UpstreamStatus> statuses(String directory) {
    JsonNode found = reads.json(api -> api.statuses(wire(directory)));
    if (!found.isObject()) {
      throw new UpstreamFailure.Unusable("an object of statuses");
    }
    Map<String, UpstreamStatus> statuses = new LinkedHashMap<>();
    found
        .properties()
        .forEach(
            field ->
                // A status that we don't know is not idle, so it is busy.
                statuses.put(
                    field.getKey(),
                    UpstreamStatus.of(field.getValue()).orElseGet(UpstreamStatus.Busy::new)));
    return statuses;
  }

  /**
   * The newest messages.
   *
   * @param limit the most to answer
   * @param before a page's {@link MessagePage#before()}, null for the newest page
   */
  public MessagePage messages(String id, int limit, @Nullable String before) {
    String checked = UpstreamId.session(id);
    return reads.call(
        api -> {
          try (Response response = api.messages(checked, limit, before)) {
            JsonNode found = OpencodeCalls.present(response.readEntity(JsonNode.class));
            String next = response.getHeaderString("x-next-cursor");
            return new MessagePage(
                each(found, UpstreamMessage::of), next == null || next.isBlank() ? null : next);
          }
        });
  }

  public UpstreamMessage message(String sessionId, String messageId) {
    String session = UpstreamId.session(sessionId);
    String message = UpstreamId.message(messageId);
    return UpstreamMessage.of(reads.json(api -> api.message(session, message)))
        .orElseThrow(() -> new UpstreamFailure.Unusable("a readable message"));
  }

  /** Hands the prompt over; the reply comes as events. */
  public void promptAsync(String id, Prompt prompt) {
    String checked = UpstreamId.session(id);
    UpstreamId.message(prompt.messageId());
    prompts.run(api -> api.promptAsync(checked, prompt.json()));
  }

  /** Adds the prompt to the conversation without asking for a reply. */
  public void addMessage(String id, Prompt prompt) {
    String checked = UpstreamId.session(id);
    UpstreamId.message(prompt.messageId());
    JsonNode added = changes.json(api -> api.prompt(checked, prompt.json().put("noReply", true)));
    if (!added.path("info").isObject()) {
      throw new UpstreamFailure.Unusable("the message that was added");
    }
  }

  /** Ends what runs in it; upstream says yes for unknown sessions, too. */
  public void abort(String id) {
    String checked = UpstreamId.session(id);
    changes.run(api -> api.abort(checked, Json.object()));
  }

  /**
   * Copies a session in the directory it is in, with its metadata, so ours must be rewritten.
   *
   * @param beforeMessageId copies the messages before this one; null copies all
   */
  public UpstreamSession fork(String id, @Nullable String beforeMessageId) {
    String checked = UpstreamId.session(id);
    ObjectNode body = Json.object();
    if (beforeMessageId != null) {
      body.put("messageID", UpstreamId.message(beforeMessageId));
    }
    UpstreamSession forked = session(changes.json(api -> api.fork(checked, body)));
    if (forked.id().equals(id)) {
      throw new UpstreamFailure.Unusable("a session id of its own for the fork");
    }
    return forked;
  }

  /** Moves a session; refused with MoveSessionError when the directory is another project's. */
  public void moveSession(String id, String directory) {
    ObjectNode body = Json.object().put("sessionID", UpstreamId.session(id));
    body.putObject("destination").put("directory", directory);
    changes.run(api -> api.moveSession(body));
  }

  public List<UpstreamSession> children(String id) {
    String checked = UpstreamId.session(id);
    return each(reads.json(api -> api.children(checked)), UpstreamSession::of);
  }

  public List<UpstreamTodo> todo(String id) {
    String checked = UpstreamId.session(id);
    return UpstreamTodo.listOf(reads.json(api -> api.todo(checked)));
  }

  /** What agents in a directory ask for; an abort may leave stale entries. */
  public List<PermissionAsked> permissions(String directory) {
    JsonNode found = reads.json(api -> api.permissions(wire(directory)));
    return each(found, node -> asked(PermissionAsked.class, "permission.asked", node));
  }

  /** The directory must be the session's, else it is not found. */
  public void replyPermission(
      String directory, String id, PermissionReply reply, @Nullable String message) {
    String checked = UpstreamId.permission(id);
    ObjectNode body = Json.object().put("reply", reply.wire());
    if (message != null) {
      body.put("message", message);
    }
    changes.run(api -> api.replyPermission(checked, wire(directory), body));
  }

  public List<QuestionAsked> questions(String directory) {
    JsonNode found = reads.json(api -> api.questions(wire(directory)));
    return each(found, node -> asked(QuestionAsked.class, "question.asked", node));
  }

  /**
   * Drops what upstream keeps of a directory; it begins anew with the next request there. No prompt
   * may be in flight in it.
   */
  public void disposeInstance(String directory) {
    JsonNode disposed = changes.json(api -> api.disposeInstance(wire(directory), Json.object()));
    if (!disposed.isBoolean()) {
      throw new UpstreamFailure.Unusable("whether the instance was disposed of");
    }
  }

  /**
   * Answers what an agent asked.
   *
   * @param answers for each question the chosen labels
   */
  public void replyQuestion(String directory, String id, List<List<String>> answers) {
    String checked = UpstreamId.question(id);
    ObjectNode body = Json.object();
    body.set("answers", Json.lenient().valueToTree(answers));
    changes.run(api -> api.replyQuestion(checked, wire(directory), body));
  }

  public void rejectQuestion(String directory, String id) {
    String checked = UpstreamId.question(id);
    changes.run(api -> api.rejectQuestion(checked, wire(directory), Json.object()));
  }

  public List<UpstreamAgent> agents(String directory) {
    return each(
        reads.json(api -> api.agents(wire(directory))),
        agent ->
            text(agent, "name")
                .map(
                    name ->
                        new UpstreamAgent(
                            name,
                            agent.path("description").asText(""),
                            agent.path("mode").asText(""),
                            agent.path("hidden").asBoolean(false))));
  }

  /** What a prompt may name; the keys that upstream sends along go no further than here. */
  public List<UpstreamProvider> providers(String directory) {
    JsonNode found = reads.json(api -> api.configProviders(wire(directory))).path("providers");
    return each(
        found,
        provider ->
            text(provider, "id")
                .map(
                    id ->
                        new UpstreamProvider(
                            id,
                            provider.path("name").asText(id),
                            models(provider.path("models")))));
  }

  @Override
  public void close() {
    reads.close();
    changes.close();
    prompts.close();
  }

  private static List<UpstreamProvider.Model> models(JsonNode models) {
    List<UpstreamProvider.Model> list = new ArrayList<>();
    models
        .properties()
        .forEach(
            field ->
                list.add(
                    new UpstreamProvider.Model(
                        field.getKey(), field.getValue().path("name").asText(field.getKey()))));
    return list;
  }

  /** Upstream decodes a directory once more than it should: a percent sign must survive that. */
  private static String wire(String directory) {
    return directory.replace("%", "%25");
  }

  private static UpstreamSession session(JsonNode json) {
    return UpstreamSession.of(json)
        .filter(session -> UpstreamId.isSession(session.id()))
        .orElseThrow(() -> new UpstreamFailure.Unusable("a usable session id"));
  }

  /** The elements that can be read; an answer that is no array is no answer. */
  private static <T> List<T> each(JsonNode array, Function<JsonNode, Optional<T>> read) {
    if (!array.isArray()) {
      throw new UpstreamFailure.Unusable("a list");
    }
    List<T> list = new ArrayList<>();
    array.forEach(node -> read.apply(node).ifPresent(list::add));
    return list;
  }

  /** Requests in lists have the form of the events that announce them. */
  private static <T extends WireEvent> Optional<T> asked(
      Class<T> kind, String type, JsonNode request) {
    ObjectNode frame = Json.object().put("type", type);
    frame.set("properties", request);
    return WireEvents.parse(frame).map(WireFrame::event).filter(kind::isInstance).map(kind::cast);
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue()).filter(text -> !text.isEmpty());
  }
}
