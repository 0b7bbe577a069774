package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The state of one scripted server. Its monitor guards the sessions, the asks, the turns and the
 * order of events; nothing that blocks is done while it is held.
 */
final class Instance {
  final WireIds ids = new WireIds();
  final Sessions sessions = new Sessions();
  final Asks asks = new Asks();
  final StreamFaults streamFaults = new StreamFaults();
  final EventStreams streams = new EventStreams(streamFaults, ids);
  final RouteFaults routeFaults = new RouteFaults();
  final AtomicInteger requests = new AtomicInteger();
  final Turns turns;
  private final Map<String, String> projects = new HashMap<>();

  /** Recorded gaps are multiplied by it; 0 for no delay at all. */
  volatile double speed;

  /** Whether an abort is answered and nothing else. */
  volatile boolean ignoresAborts;

  volatile OptionalLong reorderSeed = OptionalLong.empty();

  Instance(Consumer<Runnable> threads) {
    turns = new Turns(this, threads);
  }

  /** "global" unless a test said otherwise. */
  synchronized String projectOf(String directory) {
    return projects.getOrDefault(directory, "global");
  }

  synchronized void assignProject(String directory, String project) {
    projects.put(directory, project);
  }

  /** Keeps REST in step with the event, then tells the streams. */
  synchronized void emit(JsonNode session, String type, ObjectNode properties) {
    sessions.apply(type, properties);
    streams.publish(
        session.path("directory").asText(), session.path("projectID").asText(), type, properties);
  }

  void emitInfo(SessionState session, String type) {
    ObjectNode properties = Json.object().put("sessionID", session.id());
    properties.set("info", session.info.deepCopy());
    emit(session.info, type, properties);
  }

  void emitMessage(SessionState session, ObjectNode message) {
    ObjectNode properties = Json.object().put("sessionID", session.id());
    properties.set("info", message.deepCopy());
    emit(session.info, "message.updated", properties);
  }

  void emitPart(SessionState session, ObjectNode part) {
    ObjectNode properties = Json.object().put("sessionID", session.id());
    properties.set("part", part.deepCopy());
    properties.put("time", System.currentTimeMillis());
    emit(session.info, "message.part.updated", properties);
  }

  /** {@code session.status} idle and {@code session.idle}. */
  void emitIdle(SessionState session) {
    ObjectNode status = Json.object().put("sessionID", session.id());
    status.putObject("status").put("type", "idle");
    emit(session.info, "session.status", status);
    emit(session.info, "session.idle", Json.object().put("sessionID", session.id()));
  }

  /** As if the server's process had died in the middle of everything and come back. */
  synchronized void kill() {
    turns.forget();
    sessions.statuses().clear();
    asks.clear();
    streams.cut();
  }
}
