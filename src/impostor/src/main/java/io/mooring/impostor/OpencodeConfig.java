package io.mooring.impostor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.impostor.http.Json;
import java.net.URI;

/** The opencode configuration that makes a scripted model the only one. */
public final class OpencodeConfig {
  private OpencodeConfig() {}

  /**
   * A configuration file's content with the models {@code scripted/echo} (the default) and {@code
   * scripted/other}.
   *
   * @param baseUri the model's, with /v1
   */
  public static String forModel(URI baseUri) {
    ObjectNode config =
        Json.object()
            .put("autoupdate", false)
            .put("share", "disabled")
            .put("model", "scripted/echo")
            .put("small_model", "scripted/echo");
    config.putArray("enabled_providers").add("scripted");
    ObjectNode provider = config.putObject("provider").putObject("scripted");
    provider.put("npm", "@ai-sdk/openai-compatible").put("name", "Scripted model");
    provider.putObject("options").put("baseURL", baseUri.toString()).put("apiKey", "any");
    ObjectNode models = provider.putObject("models");
    model(models.putObject("echo"), "Echo");
    model(models.putObject("other"), "Other");
    return config.toPrettyString();
  }

  private static void model(ObjectNode model, String name) {
    model.put("name", name).put("tool_call", true).put("reasoning", true);
    model.putObject("limit").put("context", 128_000).put("output", 8192);
  }
}
