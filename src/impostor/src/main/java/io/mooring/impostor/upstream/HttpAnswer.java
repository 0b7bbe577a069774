package io.mooring.impostor.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.http.WebCall;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a route answers, made under the instance's lock and sent outside it.
 *
 * @param type the content type; empty for an answer without a body
 */
record HttpAnswer(int status, String type, String body, Map<String, String> headers) {

  static HttpAnswer json(int status, JsonNode body) {
    return new HttpAnswer(status, "application/json", Json.write(body), Map.of());
  }

  static HttpAnswer ok(JsonNode body) {
    return json(200, body);
  }

  static HttpAnswer yes() {
    return ok(BooleanNode.TRUE);
  }

  static HttpAnswer empty(int status) {
    return new HttpAnswer(status, "", "", Map.of());
  }

  static HttpAnswer text(int status, String text) {
    return new HttpAnswer(status, "text/plain", text, Map.of());
  }

  /** What every unknown route gets: the web interface. */
  static HttpAnswer page(int status) {
    String html = "<!doctype html>\n<html><body><div id=\"root\"></div></body></html>\n";
    return new HttpAnswer(status, "text/html;charset=utf-8", html, Map.of());
  }

  /** The common error shape {name, data:{message}}. */
  static HttpAnswer error(int status, String name, String message) {
    var body = Json.object().put("name", name);
    body.putObject("data").put("message", message);
    return json(status, body);
  }

  static HttpAnswer badRequest() {
    return json(400, Json.object().put("_tag", "BadRequest"));
  }

  HttpAnswer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpAnswer(status, type, body, more);
  }

  void send(WebCall web) throws IOException {
    headers.forEach(web::with);
    if (type.isEmpty()) {
      web.sendEmpty(status);
    } else {
      web.send(status, type, body);
    }
  }

  /** Ends a route's work with an answer other than the usual one. */
  static final class Refused extends RuntimeException {
    private final transient HttpAnswer answer;

    Refused(HttpAnswer answer) {
      super(answer.body());
      this.answer = answer;
    }

    HttpAnswer answer() {
      return answer;
    }
  }
}
