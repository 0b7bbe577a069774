package io.mooring.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The opencode that a {@link MooringServer} runs, asked past Mooring. */
final class Upstream {
  private static final String PASSWORD = "OPENCODE_SERVER_PASSWORD=";

  private final Http http;

  private Upstream(Http http) {
    this.http = http;
  }

  static Upstream of(MooringServer server) {
    try (Stream<Path> files = Files.walk(server.data().resolve("servers"))) {
      Path record = files.filter(f -> f.endsWith("process.json")).findFirst().orElseThrow();
      var process = Http.parse(Files.readString(record));
      String environment =
          Files.readString(
              Path.of("/proc", process.path("pid").asText(), "environ"),
              StandardCharsets.ISO_8859_1);
      int from = environment.indexOf(PASSWORD) + PASSWORD.length();
      String password = environment.substring(from, environment.indexOf('\0', from));
      URI uri = URI.create("http://127.0.0.1:" + process.path("port").asInt());
      return new Upstream(Http.at(uri).loggedIn("opencode", password));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of its API. */
  Http api() {
    return http;
  }

  /** The ids of all sessions in a directory, subagents' too. */
  List<String> sessions(String directory) {
    List<String> ids = new ArrayList<>();
    http.get("/session?limit=1000&directory=" + encoded(directory))
        .expect(200)
        .json()
        .forEach(session -> ids.add(session.path("id").asText()));
    return ids;
  }

  /** The ids of those that are doing something. */
  List<String> busy(String directory) {
    List<String> ids = new ArrayList<>();
    http.get("/session/status?directory=" + encoded(directory))
        .expect(200)
        .json()
        .fieldNames()
        .forEachRemaining(ids::add);
    return ids;
  }

  private static String encoded(String directory) {
    return URLEncoder.encode(directory, StandardCharsets.UTF_8);
  }
}
