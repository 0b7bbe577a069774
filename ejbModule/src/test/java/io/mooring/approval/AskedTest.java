package io.mooring.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.WireEvent;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTest {
  private static Asked asked(List<String> patterns, JsonNode metadata) {
    return Asked.of(
        new WireEvent.PermissionAsked(
            "ses_1", "per_1", "bash", patterns, metadata, List.of("git *"), "msg_1", "call_1"),
        "/w");
  }

  @Test
  void anOrdinaryCommandIsKeptToTheLetter() {
    Asked asked = asked(List.of("git log --oneline"), Json.object().put("command", "git log"));

    assertThat(asked.subject().path("unlike").asBoolean(false)).isFalse();
    assertThat(asked.subject().path("patterns").get(0).asText()).isEqualTo("git log --oneline");
    assertThat(asked.subject().path("metadata").path("command").asText()).isEqualTo("git log");
  }

  @ParameterizedTest
  @ValueSource(strings = {"git \u202elog", "git\u200b log", "git \u001b[2K log", "git\u0000log"})
  void whatHidesSomethingIsCleanedAndSaysSo(String command) {
    Asked asked = asked(List.of(command), Json.object().put("command", command));

    assertThat(asked.subject().path("unlike").asBoolean(false)).isTrue();
    assertThat(asked.subject().toString()).doesNotContain(command);
    assertThat(asked.subject().path("metadata").path("command").asText())
        .doesNotContain("\u202e", "\u200b", "\u001b", "\u0000");
  }

  @Test
  void whatIsTooLongIsCutAndSaysSo() {
    Asked one = asked(List.of("x".repeat(20_000)), Json.object());
    Asked many = asked(Collections.nCopies(201, "x"), Json.object());

    assertThat(one.subject().path("unlike").asBoolean(false)).isTrue();
    assertThat(many.subject().path("unlike").asBoolean(false)).isTrue();
    assertThat(many.subject().path("patterns")).hasSize(200);
  }

  @Test
  void metadataIsBoundedInLengthAndDepth() {
    ObjectNode deep = Json.object();
    ObjectNode inner = deep;
    for (int i = 0; i < 500; i++) {
      inner = inner.putObject("in");
    }
    ObjectNode wide = Json.object();
    for (int i = 0; i < 100; i++) {
      wide.put("f" + i, "y".repeat(10_000));
    }

    assertThat(asked(List.of("x"), deep).subject().toString()).hasSizeLessThan(1_000);
    assertThat(asked(List.of("x"), wide).subject().toString()).hasSizeLessThan(1_000);
  }
}
