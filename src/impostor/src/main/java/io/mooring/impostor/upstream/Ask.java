package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.util.concurrent.CountDownLatch;

/** One permission or question that waits, and what was decided on it. */
final class Ask {
  private final String directory;
  private final ObjectNode request;
  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile ObjectNode reply = Json.object();

  Ask(String directory, ObjectNode request) {
    this.directory = directory;
    this.request = request;
  }

  String id() {
    return request.path("id").asText();
  }

  String session() {
    return request.path("sessionID").asText();
  }

  String callId() {
    return request.at("/tool/callID").asText();
  }

  String directory() {
    return directory;
  }

  ObjectNode request() {
    return request;
  }

  boolean isQuestion() {
    return id().startsWith("que");
  }

  void decide(JsonNode body) {
    reply = body.isObject() ? ((ObjectNode) body).deepCopy() : Json.object();
    decided.countDown();
  }

  /** Lets the replay go without a decision, since it has been stopped. */
  void release() {
    decided.countDown();
  }

  void await() throws InterruptedException {
    decided.await();
  }

  boolean rejected() {
    return reply.path("reply").asText().equals("reject");
  }

  /** A reject with a message lets the turn go on. */
  boolean endsTurn() {
    return rejected() && feedback().isEmpty();
  }

  String feedback() {
    return reply.path("message").asText();
  }

  JsonNode answers() {
    return reply.path("answers");
  }

  /** What the tool call says after a reject. */
  String rejection() {
    if (isQuestion()) {
      return "The user dismissed this question";
    }
    String told = "The user rejected permission to use this specific tool call";
    return feedback().isEmpty() ? told + "." : told + " with the following feedback: " + feedback();
  }
}
