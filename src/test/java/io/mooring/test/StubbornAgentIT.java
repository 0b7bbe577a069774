package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.impostor.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An opencode that Mooring runs, and that goes on after an abort. */
class StubbornAgentIT {
  /** The process is Mooring's to restart; what answers for it is the scripted upstream. */
  private static final String PROGRAM =
      """
      #!/bin/sh
      if [ "$1" = --version ]; then echo 1.18.33; exit; fi
      echo 'opencode server listening on http://127.0.0.1:%d'
      exec sleep 600
      """;

  private ScriptedUpstream upstream;
  private MooringServer server;
  private Http alice;

  @Test
  void isRestartedOnceNobodyElseIsAtWorkAndUntilThenItsSessionWaits() throws IOException {
    Path directory = Installed.newDirectory("stubborn");
    upstream = ScriptedUpstream.start(Installed.freePort());
    try {
      Path program = directory.resolve("opencode");
      int port = upstream.baseUri().getPort();
      Files.writeString(program, PROGRAM.formatted(port));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      server =
          MooringServer.start("stubborn", Map.of("MOORING_OPENCODE_BINARY", program.toString()));
      alice = server.as("alice");
      upstream.controls().ignoreAborts(true);

      aSessionIsKeptBackWhileAnotherIsBusy();
      aServerThatNobodyElseUsesIsRestartedAtOnce();
    } finally {
      if (server != null) {
        server.close();
      }
      upstream.close();
      Installed.delete(directory);
    }
  }

  private void aSessionIsKeptBackWhileAnotherIsBusy() {
    String stubborn = session();
    String ignored = post(stubborn, "@burst 100000 20");
    String busy = post(session(), "@burst 700 20");
    awaitText(ignored);
    awaitText(busy);
    List<Long> before = pids();

    alice.post("/api/v1/turns/" + ignored + "/abort").expect(202);
    String next = post(stubborn, "@replay a_text");
    JsonNode aborted = ended(ignored);

    assertThat(aborted.path("state").asText()).isEqualTo("aborted");
    assertThat(aborted.at("/error/code").asText()).isEqualTo("abort-unconfirmed");
    assertThat(read(busy).path("state").asText()).isEqualTo("running");
    assertThat(read(next).path("state").asText()).isEqualTo("queued");
    assertThat(pids()).isEqualTo(before);
    assertThat(ended(busy).path("state").asText()).isEqualTo("completed");
    awaitRestart(before);
    assertThat(ended(next).path("state").asText()).isEqualTo("completed");
  }

  private void aServerThatNobodyElseUsesIsRestartedAtOnce() {
    String session = session();
    String ignored = post(session, "@burst 100000 20");
    awaitText(ignored);
    List<Long> before = pids();

    alice.post("/api/v1/turns/" + ignored + "/abort").expect(202);

    awaitRestart(before);
    JsonNode aborted = ended(ignored);
    assertThat(aborted.path("state").asText()).isEqualTo("aborted");
    assertThat(aborted.has("error")).as(aborted.toString()).isFalse();
    assertThat(aborted.path("text").asText()).contains("t1");
    assertThat(ended(post(session, "@replay a_text")).path("state").asText())
        .isEqualTo("completed");
  }

  /** What ran in the process that is gone runs no more. */
  private void awaitRestart(List<Long> before) {
    Awaitility.await("another process")
        .atMost(Patience.of(Duration.ofSeconds(60)))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> pids().stream().noneMatch(before::contains));
    upstream.controls().killMidTurn();
  }

  private List<Long> pids() {
    return server.opencodeProcesses().stream().map(ProcessHandle::pid).sorted().toList();
  }

  private String session() {
    return alice.post("/api/v1/sessions", "{\"title\": \"Stubborn\"}").expect(201).at("id");
  }

  private String post(String session, String prompt) {
    return alice.post(Mooring.turns(session), Mooring.prompt(prompt)).expect(202).at("id");
  }

  private JsonNode read(String turn) {
    return alice.get("/api/v1/turns/" + turn).expect(200).json();
  }

  private void awaitText(String turn) {
    Awaitility.await()
        .atMost(Patience.of(Duration.ofSeconds(30)))
        .until(() -> read(turn).path("text").asText().contains("t1"));
  }

  private JsonNode ended(String turn) {
    return Awaitility.await("the end of " + turn)
        .atMost(Patience.of(Duration.ofMinutes(1)))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> read(turn), read -> read.has("endedAt"));
  }
}
