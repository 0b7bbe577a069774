package io.mooring.host;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a server is told: opencode's configuration and the environment variables that the operator
 * lets it see.
 *
 * @param config the generated configuration merged with the operator's
 * @param passed the passed-through variables by name
 */
record ServerConfiguration(ObjectNode config, SortedMap<String, String> passed) {
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(key|token|secret|password|authorization).*");

  /**
   * Builds it. The operator's file wins over the generated values, except that updating itself and
   * sharing sessions with the world stay off.
   *
   * @param operatorFile empty when there is none
   * @throws ServerStartFailed when the operator's file is not a JSON object
   */
  static ServerConfiguration build(
      Path operatorFile, String model, boolean snapshots, Map<String, String> passed) {
    ObjectNode config = Json.object();
    config.put("snapshot", snapshots);
    if (!model.isEmpty()) {
      config.put("model", model);
    }
    if (!operatorFile.toString().isEmpty()) {
      merge(config, read(operatorFile));
    }
    config.put("autoupdate", false);
    config.put("share", "disabled");
    config.remove("autoshare");
    return new ServerConfiguration(config, new TreeMap<>(passed));
  }

  private static ObjectNode read(Path file) {
    try {
      JsonNode found =
          Json.lenient()
              .readerFor(JsonNode.class)
              .with(JsonParser.Feature.ALLOW_COMMENTS)
              .readValue(Files.readString(file));
      if (found instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw new ServerStartFailed(
          HostSettings.CONFIG.key() + " names a file that can't be read as JSON.", List.of(), e);
    }
    throw new ServerStartFailed(HostSettings.CONFIG.key() + " names a file with no JSON object.");
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            field -> {
              if (into.get(field.getKey()) instanceof ObjectNode mine
                  && field.getValue() instanceof ObjectNode theirs) {
                merge(mine, theirs);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  /** Changes whenever a server would have to be started anew to take the configuration up. */
  String fingerprint(String version) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(version, Json.write(config), Json.write(passed))) {
        digest.update(part.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** The values that must never be shown. */
  Collection<String> secrets() {
    List<String> secrets = new ArrayList<>(passed.values());
    collect(config, false, secrets);
    return secrets;
  }

  private static void collect(JsonNode node, boolean secret, List<String> into) {
    if (node.isTextual() && secret) {
      into.add(node.textValue());
    }
    node.properties()
        .forEach(
            field ->
                collect(
                    field.getValue(),
                    secret || SECRET_NAME.matcher(field.getKey()).matches(),
                    into));
    if (node.isArray()) {
      node.forEach(element -> collect(element, secret, into));
    }
  }
}
