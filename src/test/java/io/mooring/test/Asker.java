package io.mooring.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/** A user of sessions whose agents ask. */
final class Asker {
  private static final Duration SETTLED = Patience.of(Duration.ofMinutes(1));
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Http user;

  Asker(Http user) {
    this.user = user;
  }

  /** All that was asked in a session, newest first. */
  List<JsonNode> asks(String session) {
    JsonNode items =
        user.get("/api/v1/sessions/" + session + "/approvals").expect(200).json().path("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }

  /** Waits for one that is open. */
  JsonNode open(String session) {
    return Awaitility.await("an ask of " + session)
        .atMost(SETTLED)
        .pollInterval(LOOK)
        .until(
            () ->
                asks(session).stream()
                    .filter(ask -> ask.path("state").asText().equals("open"))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  Http.Answer decide(JsonNode ask, String decision) {
    return decide(ask, Http.object().put("decision", decision));
  }

  /** Decides with a word to the agent. */
  Http.Answer decide(JsonNode ask, String decision, String message) {
    return decide(ask, Http.object().put("decision", decision).put("message", message));
  }

  private Http.Answer decide(JsonNode ask, ObjectNode body) {
    return user.post("/api/v1/approvals/" + ask.path("id").asText() + "/decision", body);
  }

  /** Waits for the end of a turn. */
  JsonNode ended(String turn) {
    return Awaitility.await("the end of " + turn)
        .atMost(SETTLED)
        .pollInterval(LOOK)
        .until(
            () -> user.get("/api/v1/turns/" + turn).expect(200).json(),
            answer -> answer.has("endedAt"));
  }
}
