package io.mooring.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.Part;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeptJsonTest {
  private static ObjectNode part(String type) {
    return Json.object()
        .put("id", "prt_1")
        .put("sessionID", "ses_1")
        .put("messageID", "msg_1")
        .put("type", type);
  }

  private static int bytes(JsonNode node) {
    return Json.write(node).getBytes(StandardCharsets.UTF_8).length;
  }

  @Provide
  Arbitrary<ObjectNode> parts() {
    Arbitrary<String> strings =
        Arbitraries.strings().all().ofMaxLength(40).map(text -> text.repeat(900));
    Arbitrary<ObjectNode> trees =
        Arbitraries.maps(Arbitraries.strings().all().ofMaxLength(8), strings)
            .ofMaxSize(12)
            .map(
                fields -> {
                  ObjectNode state = Json.object().put("status", "completed");
                  fields.forEach(
                      (name, value) -> state.withObjectProperty("metadata").put("m" + name, value));
                  fields.forEach((name, value) -> state.put("x" + name, value));
                  return state;
                });
    return trees.map(
        state -> {
          ObjectNode part = part("tool").put("callID", "call_1").put("tool", "bash");
          part.set("state", state);
          return part;
        });
  }

  @Property(tries = 60)
  void whateverAPartHoldsItIsBoundedCleanAndStillThatPart(@ForAll("parts") ObjectNode part) {
    JsonNode kept = KeptJson.part(part);

    assertThat(bytes(kept)).isLessThanOrEqualTo(KeptJson.MAX_BYTES);
    assertThat(Json.write(kept)).doesNotContain("\\u0000");
    assertThat(kept.toString().codePoints()).noneMatch(cp -> cp >= 0xD800 && cp <= 0xDFFF);
    assertThat(Part.of(kept).orElseThrow())
        .isInstanceOfSatisfying(
            Part.ToolPart.class,
            tool -> {
              assertThat(tool.callId()).isEqualTo("call_1");
              assertThat(tool.state().status().ended()).isTrue();
            });
    assertThat(KeptJson.part(kept)).isEqualTo(kept);
  }

  @Test
  void whatIsSmallIsKeptWithTheFieldsThatNobodyKnows() {
    ObjectNode part = part("new-in-2.0").put("flavour", "mint");
    part.putArray("list").add(1).add("two").addNull();

    assertThat(KeptJson.part(part)).isEqualTo(part);
  }

  @Test
  void aLongTextIsKeptWholeUpToAMebi() {
    String text = "é".repeat(200_000);
    assertThat(KeptJson.part(part("text").put("text", text)).path("text").asText()).isEqualTo(text);

    String longer = "x".repeat(KeptJson.MAX_TEXT_CHARS + 1);
    assertThat(KeptJson.part(part("text").put("text", longer)).path("text").asText())
        .hasSize(KeptJson.MAX_TEXT_CHARS)
        .endsWith(KeptJson.CUT);
  }

  @Test
  void aFileInADataUrlIsLeftOut() {
    ObjectNode part =
        part("file")
            .put("url", "data:text/plain;base64," + "QUJD".repeat(1_000))
            .put("mime", "text/plain");

    assertThat(KeptJson.part(part).path("url").asText()).isEqualTo("data:text/plain;base64,");
  }

  @Test
  void aPartOfTooManyFieldsKeepsWhatItIs() {
    ObjectNode part = part("tool").put("callID", "call_1").put("tool", "bash");
    ObjectNode state = part.putObject("state").put("status", "error").put("error", "bad");
    for (int i = 0; i < 10_000; i++) {
      state.withObjectProperty("input").put("field" + i, i);
    }

    JsonNode kept = KeptJson.part(part);

    assertThat(bytes(kept)).isLessThan(KeptJson.MAX_BYTES);
    assertThat(kept.path("callID").asText()).isEqualTo("call_1");
    assertThat(kept.path("state").path("status").asText()).isEqualTo("error");
  }

  @Test
  void theDiffsOfAUsersMessageAreTheFirstToGo() {
    ObjectNode info = Json.object().put("id", "msg_1").put("role", "user").put("system", "be kind");
    info.putObject("summary").putArray("diffs").add("x".repeat(70_000));

    assertThat(KeptJson.info(info))
        .isEqualTo(Json.object().put("id", "msg_1").put("role", "user").put("system", "be kind"));
  }
}
