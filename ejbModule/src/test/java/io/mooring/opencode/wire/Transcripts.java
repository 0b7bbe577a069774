package io.mooring.opencode.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Event streams of the real server, as they came. */
public final class Transcripts {
  public static final List<String> NAMES =
      List.of(
          "a_text",
          "b_reason",
          "c_tools",
          "d_permission",
          "e1_abort_text",
          "e2_abort_bash",
          "f_drop",
          "f_http_500_long",
          "j_question",
          "k_subagent",
          "x_slow");

  private Transcripts() {}

  /** The frames of one stream in order. */
  public static List<JsonNode> frames(String name) {
    try (InputStream in = Transcripts.class.getResourceAsStream("/transcripts/" + name + ".sse")) {
      if (in == null) {
        throw new IllegalArgumentException("no transcript " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("data:"))
          .map(line -> Json.read(line.substring("data:".length())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The events of one stream in order. */
  public static List<WireEvent> events(String name) {
    return frames(name).stream()
        .flatMap(frame -> WireEvents.parse(frame).stream())
        .map(WireFrame::event)
        .toList();
  }
}
