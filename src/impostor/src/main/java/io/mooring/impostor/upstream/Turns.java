package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.upstream.SessionState.MessageState;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The turns that run, at most one a session; guarded by the {@link Instance}'s lock. */
final class Turns {
  private static final Pattern REPLAY = Pattern.compile("@replay\\s+(\\w+)(?:#(\\d+))?");
  private static final Pattern BURST = Pattern.compile("@burst\\s+(\\d+)\\s+(\\d+)");

  private final Transcripts transcripts = new Transcripts();
  private final Map<String, Replay> running = new HashMap<>();

  /** Per busy session the last user message that came meanwhile: one later run answers them all. */
  private final Map<String, String> merged = new HashMap<>();

  private final Instance instance;
  private final Consumer<Runnable> threads;
  int prompts;
  int runs;

  Turns(Instance instance, Consumer<Runnable> threads) {
    this.instance = instance;
    this.threads = threads;
  }

  int running() {
    return running.size();
  }

  /**
   * Takes a prompt: its message is there at once, and it is run unless it has been answered.
   *
   * @return the message's id
   */
  String prompt(SessionState session, JsonNode body) {
    Recording recording = recording(text(body));
    prompts++;
    boolean known = session.message(body.path("messageID").asText()).isPresent();
    String message = UserMessages.put(instance, session, body);
    if (body.path("noReply").asBoolean()) {
      return message;
    }
    if (running.containsKey(session.id())) {
      if (!known) {
        merged.put(session.id(), message);
      }
    } else if (!session.lastAnswerTo(message).map(MessageState::finished).orElse(false)) {
      start(session, message, recording);
    }
    return message;
  }

  private void start(SessionState session, String message, Recording recording) {
    runs++;
    ObjectNode user = session.message(message).orElseThrow().info();
    Rewriting rewriting = new Rewriting(recording, session.info, user, instance.ids);
    boolean burst = BURST.matcher(textOf(session, message)).find();
    Replay replay = new Replay(instance, session, recording, rewriting, burst ? 1 : instance.speed);
    running.put(session.id(), replay);
    instance.sessions.statuses().put(session.id(), Json.object().put("type", "busy"));
    threads.accept(replay);
  }

  /** At a turn's end: whether prompts had been merged, whose run now takes the session over. */
  boolean handOver(Replay replay) {
    SessionState session = replay.session();
    // What a later run holds is not for the second idle of an earlier one to take.
    String next = running.get(session.id()) == replay ? merged.remove(session.id()) : null;
    if (next == null) {
      return false;
    }
    replay.stop();
    start(session, next, recording(textOf(session, next)));
    return true;
  }

  void ended(Replay replay) {
    running.remove(replay.session().id(), replay);
  }

  /** Ends the session's turn, if any, and tells so as opencode does. */
  void abort(String id) {
    Replay replay = running.remove(id);
    merged.remove(id);
    if (replay != null) {
      replay.stop();
      instance.sessions.children(id).stream()
          .filter(child -> !instance.sessions.idle(child.id()))
          .forEach(child -> Abort.tell(instance, child));
      Abort.tell(instance, replay.session());
    }
  }

  /** Stops all turns without a word. */
  void forget() {
    running.values().forEach(Replay::stop);
    running.clear();
    merged.clear();
  }

  private Recording recording(String prompt) {
    Matcher burst = BURST.matcher(prompt);
    if (burst.find()) {
      return find("a_text", 1)
          .withDeltas(Integer.parseInt(burst.group(1)), Integer.parseInt(burst.group(2)));
    }
    Matcher replay = REPLAY.matcher(prompt);
    boolean named = replay.find();
    String number = named ? replay.group(2) : null;
    Recording found =
        find(named ? replay.group(1) : "a_text", number == null ? 1 : Integer.parseInt(number));
    return instance.reorderSeed.isPresent()
        ? found.reordered(instance.reorderSeed.getAsLong() + runs)
        : found;
  }

  private Recording find(String name, int number) {
    return transcripts
        .find(name, number)
        .orElseThrow(
            () ->
                new HttpAnswer.Refused(
                    HttpAnswer.error(400, "BadRequest", "no transcript " + name + "#" + number)));
  }

  private static String text(JsonNode body) {
    StringBuilder text = new StringBuilder();
    body.path("parts").forEach(part -> text.append(part.path("text").asText()).append('\n'));
    return text.toString();
  }

  private static String textOf(SessionState session, String message) {
    return text(session.message(message).orElseThrow().json());
  }
}
