package io.mooring.impostor.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.http.Json;
import io.mooring.impostor.http.LoopbackServer;
import io.mooring.impostor.http.WebCall;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A scripted opencode server on the loopback interface: its REST routes, and turns that are replays
 * of recorded event streams.
 *
 * <p>A prompt's text chooses the recording: {@code @replay NAME} or {@code @replay NAME#K} for the
 * K-th turn of it, {@code a_text} when it says nothing; {@code @burst COUNT PER_SECOND} streams so
 * many text deltas at that rate. A replay that comes to a permission or a question waits for the
 * reply; one that was recorded up to an abort, or in a retry, waits for an abort.
 */
public final class ScriptedUpstream implements AutoCloseable {
  /** The version that was recorded, and that health tells. */
  public static final String VERSION = "1.18.33";

  private final UpstreamRoutes routes = new UpstreamRoutes();
  private final String directory = System.getProperty("user.dir", "/");
  private final String authorization;
  private final Instance instance;
  private final UpstreamControls controls;
  private final ControlRoutes controlRoutes;
  private final LoopbackServer server;

  private ScriptedUpstream(int port, String password) {
    authorization = password.isEmpty() ? "" : basic(password);
    // The instance starts threads only once requests come, when the server is there.
    instance = new Instance(this::run);
    controls = new UpstreamControls(instance, routes);
    controlRoutes = new ControlRoutes(controls);
    SessionRoutes sessions = new SessionRoutes(instance);
    ServerRoutes.addTo(routes);
    sessions.addTo(routes);
    new TurnRoutes(instance, sessions).addTo(routes);
    server = LoopbackServer.start("scripted-upstream", port, this::handle);
  }

  /** Listens on 127.0.0.1 without a password; port 0 takes any that is free. */
  public static ScriptedUpstream start(int port) {
    return new ScriptedUpstream(port, "");
  }

  /** As {@link #start(int)}, and asks for HTTP Basic with user "opencode". */
  public static ScriptedUpstream start(int port, String password) {
    return new ScriptedUpstream(port, password);
  }

  private static String basic(String password) {
    byte[] pair = ("opencode:" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** {@code http://127.0.0.1:N}, without a slash at the end. */
  public URI baseUri() {
    return server.uri();
  }

  public UpstreamControls controls() {
    return controls;
  }

  /** The ids of the sessions that live, newest first. */
  public List<String> sessions() {
    return controls.state().sessions();
  }

  private void run(Runnable task) {
    server.run(task);
  }

  private void handle(WebCall web) throws IOException {
    if (web.path().startsWith(ControlRoutes.PREFIX)) {
      control(web);
    } else if (!authorization.isEmpty()
        && !web.header("Authorization").filter(authorization::equals).isPresent()) {
      web.with("WWW-Authenticate", "Basic realm=\"opencode\"").sendEmpty(401);
    } else if (web.method().equals("GET") && web.path().equals("/global/event")) {
      instance.streams.serve(web, "");
    } else if (web.method().equals("GET") && web.path().equals("/event")) {
      instance.streams.serve(web, chosenDirectory(web).orElse(directory));
    } else {
      route(web);
    }
  }

  private void control(WebCall web) throws IOException {
    HttpAnswer answer;
    try {
      answer = controlRoutes.answer(web.method(), web.path(), web.body());
    } catch (IllegalArgumentException e) {
      answer = HttpAnswer.error(400, "BadRequest", String.valueOf(e.getMessage()));
    }
    answer.send(web);
  }

  private void route(WebCall web) throws IOException {
    Optional<UpstreamRoutes.Found> found = routes.find(web.method(), web.path());
    if (found.isEmpty()) {
      HttpAnswer.page(200).send(web);
      return;
    }
    instance.requests.incrementAndGet();
    Fault fault = instance.routeFaults.take(found.get().label()).orElse(null);
    if (fault instanceof Fault.Status status) {
      HttpAnswer.error(status.code(), "UnknownError", "scripted fault").send(web);
    } else if (fault instanceof Fault.Html) {
      HttpAnswer.page(200).send(web);
    } else if (fault instanceof Fault.WithoutId) {
      UpstreamRoutes.emptyObject().send(web);
    } else if (fault instanceof Fault.Swallow) {
      HttpAnswer.empty(204).send(web);
    } else if (fault instanceof Fault.NoAnswer) {
      web.hang();
    } else if (fault instanceof Fault.Cut) {
      throw WebCall.cut();
    } else {
      HttpAnswer answer = work(web, found.get());
      if (fault instanceof Fault.LostAnswer) {
        throw WebCall.cut();
      }
      answer.send(web);
    }
  }

  private HttpAnswer work(WebCall web, UpstreamRoutes.Found found) throws IOException {
    JsonNode body = Json.object();
    if (!web.method().equals("GET")) {
      String type = web.header("Content-Type").orElse("");
      if (!type.isEmpty() && !type.startsWith("application/json")) {
        return HttpAnswer.text(415, "Unsupported content-type: " + type);
      }
      try {
        JsonNode sent = web.body();
        body = sent.isMissingNode() ? body : sent;
      } catch (JsonProcessingException e) {
        return type.isEmpty()
            ? HttpAnswer.text(415, "Unsupported content-type: ")
            : HttpAnswer.badRequest();
      }
    }
    Optional<String> chosen = chosenDirectory(web);
    UpstreamRequest request =
        new UpstreamRequest(
            found.ids(),
            web.queries(),
            body,
            chosen.orElse(directory),
            chosen,
            web.header("Host").orElse("127.0.0.1"));
    synchronized (instance) {
      try {
        return found.work().apply(request);
      } catch (HttpAnswer.Refused e) {
        return e.answer();
      } catch (NumberFormatException e) {
        return HttpAnswer.error(400, "BadRequest", String.valueOf(e.getMessage()));
      }
    }
  }

  private static Optional<String> chosenDirectory(WebCall web) {
    return web.query("directory")
        .or(
            () ->
                web.header("x-opencode-directory")
                    .map(
                        value ->
                            URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    synchronized (instance) {
      instance.turns.forget();
    }
    server.close();
  }
}
