package io.mooring.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.Part;
import io.mooring.opencode.wire.Part.ToolPart;
import io.mooring.opencode.wire.Transcripts;
import io.mooring.opencode.wire.WireEvent.PartUpdated;
import io.mooring.tool.ToolDisplay.Kind;
import io.mooring.tool.ToolDisplay.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolDisplaysTest {
  private static final String WORKDIR = "/srv/agents/project1";
  private static final ToolDisplays DISPLAYS = ToolDisplays.in(WORKDIR);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c_tools|call_4_0|EDIT|Wrote new.txt|new.txt|COMPLETED|+2 -0",
        "c_tools|call_5_0|READ|Read new.txt|new.txt|COMPLETED|2 lines",
        "c_tools|call_6_0|EDIT|Edited new.txt|new.txt|COMPLETED|+1 -1",
        "c_tools|call_7_0|COMMAND|Ran cat new.txt; sleep 0.3; echo bye; exit 3"
            + "|cat new.txt; sleep 0.3; echo bye; exit 3|COMPLETED|exit 3",
        "c_tools|call_8_0|SEARCH|Couldn't search for LINE|LINE|ERROR|ripgrep execution failed",
        "c_tools|call_8_2|READ|Couldn't read missing.txt|missing.txt|ERROR"
            + "|File not found: /srv/agents/project1/missing.txt",
        "d_permission|call_30_0|READ|Read /etc/hostname|../../../etc/hostname|COMPLETED|1 line",
        "e2_abort_bash|call_36_0|COMMAND|Ran echo start; sleep 20; echo end"
            + "|echo start; sleep 20; echo end|COMPLETED|stopped",
        "j_question|call_62_0|QUESTION|Asked Which color?|Asked 1 question|COMPLETED|Red",
        "j_question|call_64_0|QUESTION|Couldn't get an answer to Which color?|Which color?|ERROR"
            + "|The user dismissed this question",
        "k_subagent|call_70_0|TASK|Finished sub job|sub job|COMPLETED|''",
      })
  void showsTheCallsOfTheTranscripts(
      String transcript,
      String callId,
      Kind kind,
      String label,
      String title,
      Status status,
      String summary) {
    ToolDisplay display = last(transcript, callId);

    assertThat(display.kind()).isEqualTo(kind);
    assertThat(display.label()).isEqualTo(label);
    assertThat(display.title()).isEqualTo(title);
    assertThat(display.status()).isEqualTo(status);
    assertThat(display.summary()).isEqualTo(summary);
    assertThat(display.startedAt()).isNotNull();
    assertThat(display.endedAt()).isAfterOrEqualTo(display.startedAt());
  }

  @Test
  void tellsWhatACallIsDoingFromStartToEnd() {
    List<ToolDisplay> displays = all("c_tools", "call_5_0");

    assertThat(displays)
        .extracting(ToolDisplay::label)
        .containsExactly("Reading a file", "Reading new.txt", "Read new.txt");
    assertThat(displays.get(2).files()).containsExactly("new.txt");
    assertThat(displays.get(2).output()).isEqualTo("line1\nline2");
  }

  @Test
  void showsOutputAsItGrows() {
    assertThat(all("c_tools", "call_7_0"))
        .extracting(ToolDisplay::output)
        .containsExactly(
            null, null, "", "line1\nLINE2\n", "line1\nLINE2\nbye\n", "line1\nLINE2\nbye\n");
    assertThat(last("c_tools", "call_7_0").exitCode()).isEqualTo(3);
    assertThat(last("e2_abort_bash", "call_36_0").exitCode()).isNull();
  }

  @Test
  void showsUpstreamsDiffWithPathsInTheWorkdir() {
    assertThat(last("c_tools", "call_6_0").diff())
        .contains("--- new.txt\n+++ new.txt\n@@ -1,2 +1,2 @@\n line1\n-line2\n+LINE2\n")
        .doesNotContain(WORKDIR);
  }

  @Test
  void makesTheDiffOfANewFile() {
    assertThat(last("c_tools", "call_4_0").diff())
        .isEqualTo("--- new.txt\n+++ new.txt\n@@ -0,0 +1,2 @@\n+line1\n+line2");
  }

  @Test
  void makesNoDiffOfAFileWhoseOldContentNobodyTold() {
    ToolPart part =
        part("write", "completed", "{'filePath':'/a','content':'x'}", "{'exists':true}", "ok");

    assertThat(DISPLAYS.of(part).diff()).isNull();
  }

  @Test
  void makesTheDiffOfAnEdit() {
    ToolPart part =
        part(
            "edit",
            "completed",
            "{'filePath':'/srv/agents/project1/a/b','oldString':'x\\ny','newString':'x\\nz'}",
            "{}",
            "ok");

    assertThat(DISPLAYS.of(part).diff()).isEqualTo("--- a/b\n+++ a/b\n@@ -1,2 +1,2 @@\n x\n-y\n+z");
  }

  @Test
  void aToolThatIsNotThereFailed() {
    ToolDisplay display = last("c_tools", "call_8_1");

    assertThat(display.label()).isEqualTo("Couldn't call nosuchtool");
    assertThat(display.status()).isEqualTo(Status.ERROR);
    assertThat(display.error()).startsWith("Model tried to call unavailable tool");
    assertThat(display.output()).isNull();
  }

  @Test
  void linksASubagent() {
    assertThat(last("k_subagent", "call_70_0").childSessionId())
        .isEqualTo("ses_e04264491ffeU61Hx4v2cDrCBF");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list|{'path':'/srv/agents/project1/src'}|READ|Listed src|''",
        "glob|{'pattern':'**/*.java'}|SEARCH|Looked for **/*.java|''",
        "webfetch|{'url':'https://example.org'}|WEB|Fetched https://example.org|''",
        "websearch|{'query':'cats'}|WEB|Searched the web for cats|''",
        "todowrite|{'todos':[]}|TODO|Updated the to-do list|''",
        "todoread|{}|TODO|Read the to-do list|''",
        "skill|{'name':'pdf'}|OTHER|Loaded skill pdf|''",
        "lsp|{'operation':'hover','filePath':'a.c'}|SEARCH|Looked up hover a.c|''",
        "apply_patch|{'patchText':'*** Update File: a\\n*** Add File: b'}|EDIT|Patched 2 files|''",
        "github_create_issue|{}|OTHER|Called github_create_issue|github",
        "mystery|{}|OTHER|Called mystery|''",
        "read|{'filePath':'/srv/agents/project1/../other/x'}|READ"
            + "|Read /srv/agents/project1/../other/x|''",
        "read|{'filePath':'/srv/agents/project12/x'}|READ|Read /srv/agents/project12/x|''",
        "read|{'filePath':'./a/./b'}|READ|Read a/b|''",
        "read|{'filePath':7}|READ|Read a file|''",
        "bash|{'command':'printf \\u001b[31m\\u202e'}|COMMAND|Ran printf \uFFFD|''",
      })
  void knowsTheOtherTools(String tool, String input, Kind kind, String label, String provider) {
    ToolDisplay display = DISPLAYS.of(part(tool, "completed", input, "{}", "ok"));

    assertThat(display.kind()).isEqualTo(kind);
    assertThat(display.label()).isEqualTo(label);
    assertThat(display.provider()).isEqualTo(provider.isEmpty() ? null : provider);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub/a.txt", "x\u001b[2J\u202e\n.txt", "a  b", "LONG"})
  void doesNotShowWhereTheWorkdirIs(String name) {
    String path = name.equals("LONG") ? "d/".repeat(200) + "a.txt" : name;
    JsonNode input = Json.object().put("filePath", path);
    String title = WORKDIR.substring(1) + "/" + path;

    ToolDisplay display =
        DISPLAYS.of(part("read", "completed", input, Json.object(), "one", title));

    assertThat(display.title())
        .isEqualTo(SafeText.line(path, ToolDisplays.MAX_TITLE_CHARS))
        .doesNotContain(WORKDIR.substring(1));
  }

  @Test
  void countsWhatIsDone() {
    String input = "{'todos':[{'status':'completed'},{'status':'pending'}]}";

    assertThat(DISPLAYS.of(part("todowrite", "completed", input, "{}", "ok")).summary())
        .isEqualTo("1 of 2 done");
  }

  @Test
  void cutsWhatIsTooLong() {
    ObjectNode input = Json.object().put("command", "x".repeat(1_000_000));
    input.set("deep", Json.read("[".repeat(100) + "]".repeat(100)));
    for (int i = 0; i < 2_000; i++) {
      input.put("field" + i, "value ".repeat(100));
    }
    String output = "0123456789\n".repeat(10_000);

    ToolDisplay display =
        DISPLAYS.of(part("bash", "completed", Json.write(input), "{'exit':0}", output));

    assertThat(display.outputTruncated()).isTrue();
    assertThat(display.output()).hasLineCount(ToolDisplays.MAX_OUTPUT_LINES).contains("… cut …");
    assertThat(display.label()).hasSize(ToolDisplays.MAX_LABEL_CHARS);
    assertThat(Json.write(display.input()).length()).isLessThan(2 * ToolInput.MAX_BYTES);
  }

  @Test
  void isWrittenAsTheApiSays() {
    ObjectNode json = Json.object(last("c_tools", "call_7_0"));

    assertThat(json.path("kind").asText()).isEqualTo("command");
    assertThat(json.path("status").asText()).isEqualTo("completed");
    assertThat(json.path("startedAt").asText()).startsWith("2026-11-");
    assertThat(json.has("diff")).isFalse();
    assertThat(Json.convert(json, ToolDisplay.class)).isEqualTo(last("c_tools", "call_7_0"));
  }

  @Property(tries = 300)
  void neverThrowsAndNeverShowsWhatIsNotSafe(
      @ForAll String path, @ForAll String output, @ForAll String title) {
    JsonNode input =
        Json.object()
            .put("filePath", path)
            .put("command", path)
            .put("pattern", path)
            .put("oldString", output)
            .put("newString", title)
            .put(path, title);
    JsonNode metadata = Json.object().put("output", output).put("sessionId", path);
    for (String tool : List.of("bash", "read", "edit", "grep", "invalid", "x" + path)) {
      for (String status : List.of("pending", "running", "completed", "error")) {
        ToolDisplay display = DISPLAYS.of(part(tool, status, input, metadata, output, title));

        assertThat(texts(Json.object(display))).allMatch(ToolDisplaysTest::safe);
      }
    }
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.fieldNames().forEachRemaining(texts::add);
    node.forEach(
        value -> texts.addAll(value.isTextual() ? List.of(value.textValue()) : texts(value)));
    return texts;
  }

  private static boolean safe(String text) {
    return text.codePoints().allMatch(SafeText::allowed);
  }

  private static List<ToolDisplay> all(String transcript, String callId) {
    return Transcripts.events(transcript).stream()
        .filter(PartUpdated.class::isInstance)
        .map(event -> ((PartUpdated) event).part())
        .filter(ToolPart.class::isInstance)
        .map(part -> DISPLAYS.of((ToolPart) part))
        .filter(display -> display.callId().equals(callId))
        .toList();
  }

  private static ToolDisplay last(String transcript, String callId) {
    Map<String, ToolDisplay> last = new LinkedHashMap<>();
    all(transcript, callId).forEach(display -> last.put(display.callId(), display));
    return last.get(callId);
  }

  private static ToolPart part(
      String tool, String status, String input, String metadata, String output) {
    return part(
        tool,
        status,
        Json.read(input.replace('\'', '"')),
        Json.read(metadata.replace('\'', '"')),
        output,
        null);
  }

  private static ToolPart part(
      String tool,
      String status,
      JsonNode input,
      JsonNode metadata,
      String output,
      @Nullable String title) {
    ObjectNode state =
        Json.object().put("status", status).put("output", output).put("title", title);
    state.set("input", input);
    state.set("metadata", metadata);
    ObjectNode part =
        Json.object()
            .put("id", "prt_1")
            .put("sessionID", "ses_1")
            .put("messageID", "msg_1")
            .put("type", "tool")
            .put("tool", tool)
            .put("callID", "call_1");
    part.set("state", state);
    return (ToolPart) Part.of(part).orElseThrow();
  }
}
