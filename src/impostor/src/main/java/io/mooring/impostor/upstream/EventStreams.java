package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.EventSink;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.http.WebCall;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All readers of events. {@code /event} tells {id,type,properties} of one directory; {@code
 * /global/event} wraps all as {directory,project,payload} and repeats durable ones as "sync".
 */
final class EventStreams {
  private static final Set<String> DURABLE =
      Set.of(
          "session.created",
          "session.updated",
          "session.deleted",
          "message.updated",
          "message.removed",
          "message.part.updated",
          "message.part.removed");

  private final List<EventStream> streams = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> syncSeqs = new HashMap<>();
  private final StreamFaults faults;
  private final WireIds ids;

  EventStreams(StreamFaults faults, WireIds ids) {
    this.faults = faults;
    this.ids = ids;
  }

  int open() {
    return streams.size();
  }

  /** Serves one reader until it goes or is cut; an empty directory is the global stream. */
  void serve(WebCall web, String directory) throws IOException {
    EventStream stream = new EventStream(web, directory, faults);
    EventSink sink = web.sendEvents();
    stream.offer(server(stream, "server.connected"));
    streams.add(stream);
    try {
      stream.writeTo(sink, () -> server(stream, "server.heartbeat"));
    } finally {
      streams.remove(stream);
    }
  }

  private String server(EventStream stream, String type) {
    ObjectNode event = event(ids.mint("evt"), type, Json.object());
    return Json.write(stream.global() ? Json.object().set("payload", event) : event);
  }

  private static ObjectNode event(String id, String type, ObjectNode properties) {
    return Json.object().put("id", id).put("type", type).set("properties", properties);
  }

  /** Tells all readers; the caller keeps the order by calling one at a time. */
  void publish(String directory, String project, String type, ObjectNode properties) {
    String id = ids.mint("evt");
    ObjectNode event = event(id, type, properties);
    String plain = Json.write(event);
    String prefix =
        "{\"directory\":" + Json.write(directory) + ",\"project\":" + Json.write(project);
    String global = prefix + ",\"payload\":" + plain + "}";
    String sync =
        DURABLE.contains(type) ? prefix + ",\"payload\":" + sync(id, type, properties) + "}" : "";
    boolean cut = faults.cutsNow();
    for (EventStream stream : streams) {
      if (stream.global()) {
        stream.offer(global);
        if (!sync.isEmpty()) {
          stream.offer(sync);
        }
      } else if (stream.directory.equals(directory)) {
        stream.offer(plain);
      }
      if (cut) {
        stream.end();
      }
    }
  }

  private String sync(String id, String type, ObjectNode properties) {
    String session = properties.path("sessionID").asText();
    int seq = syncSeqs.merge(session, 1, Integer::sum) - 1;
    ObjectNode sync = Json.object().put("type", "sync");
    sync.putObject("syncEvent")
        .put("id", id)
        .put("type", type + ".1")
        .put("seq", seq)
        .put("aggregateID", session)
        .set("data", properties);
    return Json.write(sync);
  }

  /** Cuts every stream after what is already on its way. */
  void cut() {
    streams.forEach(EventStream::end);
  }
}
