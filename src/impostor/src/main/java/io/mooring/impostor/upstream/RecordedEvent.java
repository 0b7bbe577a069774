package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.http.Json;

/**
 * One event of a transcript.
 *
 * @param sessionId empty when it belongs to none
 * @param atMillis when it was made, by the clock in its id; only differences mean anything
 */
record RecordedEvent(String type, String sessionId, String json, long atMillis) {

  static RecordedEvent parse(String json) {
    JsonNode event = Json.parse(json);
    String clock = event.path("id").asText().substring(4, 16);
    return new RecordedEvent(
        event.path("type").asText(),
        event.at("/properties/sessionID").asText(),
        json,
        Long.parseUnsignedLong(clock, 16) >>> 12);
  }

  RecordedEvent at(long millis) {
    return new RecordedEvent(type, sessionId, json, millis);
  }

  JsonNode properties() {
    return Json.parse(json).path("properties");
  }

  boolean is(String wanted) {
    return type.equals(wanted);
  }

  /** What a person decides: a replay stops before these. */
  boolean isDecision() {
    return is("permission.replied") || is("question.replied") || is("question.rejected");
  }

  boolean isAsk() {
    return is("permission.asked") || is("question.asked");
  }

  boolean saysStatus(String status) {
    return is("session.status") && properties().at("/status/type").asText().equals(status);
  }
}
