package io.mooring.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.OpencodeConfig;
import io.mooring.impostor.model.ScriptedModel;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The Mooring that all ordinary tests share: a real opencode, a scripted model in this JVM, Derby.
 * It starts with the first test that asks for it as a parameter and stops with the last. Tests
 * share its lists, so each makes sessions of its own.
 */
public final class Mooring implements AutoCloseable {
  private final Path roots = Installed.newDirectory("roots");
  private final ScriptedModel model = ScriptedModel.start(Installed.freePort());
  private final MooringServer server;

  private Mooring() {
    server = MooringServer.start("shared", withModel(model, roots));
  }

  /** The settings with which Mooring runs the tests' opencode on a scripted model. */
  static Map<String, String> withModel(ScriptedModel model, Path roots) {
    try {
      Path config = Files.createTempFile(roots.getParent(), "opencode-", ".json");
      Files.writeString(config, OpencodeConfig.forModel(model.baseUri()));
      return Map.of(
          "MOORING_OPENCODE_BINARY", OpencodeProgram.path().toString(),
          "MOORING_OPENCODE_CONFIG", config.toString(),
          "MOORING_SESSION_ROOTS", roots.toString(),
          "MOORING_SNAPSHOT_EXPORT_AFTER", "PT0S"); // tests wait for them
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings with which Mooring uses a scripted upstream in place of an opencode. */
  static Map<String, String> external(ScriptedUpstream upstream) {
    return Map.of(
        "MOORING_OPENCODE_URL", upstream.baseUri().toString(),
        "MOORING_OPENCODE_USER", "opencode",
        "MOORING_OPENCODE_PASSWORD", "known");
  }

  public MooringServer server() {
    return server;
  }

  /** The model behind opencode. */
  public ScriptedModel model() {
    return model;
  }

  /** The directory below which workdirs may be chosen. */
  public Path roots() {
    return roots;
  }

  /** The API as alice, who is a user. */
  public Http alice() {
    return server.as("alice");
  }

  /** A new session of alice, with a title: nothing comes into its feed after a turn's end. */
  public String session() {
    return alice().post("/api/v1/sessions", "{\"title\": \"A test\"}").expect(201).at("id");
  }

  /** Queues a prompt as alice; answers the turn's id. */
  public String post(String sessionId, String prompt) {
    return alice().post(turns(sessionId), prompt(prompt)).expect(202).at("id");
  }

  /** Runs a prompt as alice and waits for the turn's end. */
  public JsonNode run(String sessionId, String prompt) {
    return alice()
        .with("Prefer", "wait=60")
        .post(turns(sessionId), prompt(prompt))
        .expect(200)
        .json();
  }

  /** A turn as alice sees it. */
  public JsonNode turn(String turnId) {
    return alice().get("/api/v1/turns/" + turnId).expect(200).json();
  }

  /** Waits for a turn's end and answers the turn as alice sees it. */
  public JsonNode awaitEnd(String turnId) {
    return Awaitility.await("the end of " + turnId)
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> turn(turnId), turn -> turn.has("endedAt"));
  }

  static String turns(String sessionId) {
    return "/api/v1/sessions/" + sessionId + "/turns";
  }

  static ObjectNode prompt(String text) {
    return Http.object().put("prompt", text);
  }

  @Override
  public void close() {
    server.close();
    model.close();
    Installed.delete(roots);
  }

  /** Gives tests the shared Mooring. */
  public static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Mooring.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(Namespace.GLOBAL)
          .getOrComputeIfAbsent(Mooring.class, key -> new Mooring(), Mooring.class);
    }
  }
}
