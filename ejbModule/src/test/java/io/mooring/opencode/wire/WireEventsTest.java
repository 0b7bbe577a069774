package io.mooring.opencode.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.WireEvent.Other;
import io.mooring.opencode.wire.WireEvent.PartUpdated;
import io.mooring.opencode.wire.WireEvent.SessionIdle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class WireEventsTest {
  static final List<String> NAMES = Transcripts.NAMES;

  private static final Set<String> KNOWN =
      Set.of("session.status", "session.idle", "session.error", "todo.updated");

  @ParameterizedTest
  @FieldSource("NAMES")
  void knowsEveryEventOfASessionInTheTranscripts(String name) {
    List<WireEvent> events = Transcripts.events(name);

    assertThat(events)
        .isNotEmpty()
        .filteredOn(Other.class::isInstance)
        .extracting(event -> ((Other) event).type())
        .noneMatch(type -> type.startsWith("message.") || type.startsWith("permission."))
        .noneMatch(type -> type.startsWith("question.") || KNOWN.contains(type));
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void knowsEveryPartOfTheTranscripts(String name) {
    assertThat(Transcripts.events(name))
        .filteredOn(PartUpdated.class::isInstance)
        .extracting(event -> ((PartUpdated) event).part())
        .isNotEmpty()
        .noneMatch(Part.UnknownPart.class::isInstance);
  }

  @Test
  void readsTheSameEventFromBothStreams() {
    JsonNode plain =
        Json.read("{'type':'session.idle','properties':{'sessionID':'ses_1'}}".replace('\'', '"'));
    ObjectNode global = Json.object().put("directory", "/srv/a").put("project", "p");
    global.set("payload", plain);

    WireFrame one = WireEvents.parse(plain).orElseThrow();
    WireFrame all = WireEvents.parse(global).orElseThrow();

    assertThat(one.event()).isEqualTo(new SessionIdle("ses_1")).isEqualTo(all.event());
    assertThat(one.directory()).isEmpty();
    assertThat(all.directory()).contains("/srv/a");
  }

  @Test
  void skipsSyncCopies() {
    JsonNode frame = Json.read("{\"payload\":{\"type\":\"sync\",\"id\":\"evt_1\"}}");

    assertThat(WireEvents.parse(frame)).isEmpty();
  }

  @Test
  void keepsAnUnknownEventAndItsSession() {
    JsonNode frame =
        Json.read("{\"type\":\"file.edited\",\"properties\":{\"sessionID\":\"ses_1\"}}");

    WireEvent event = WireEvents.parse(frame).orElseThrow().event();

    assertThat(event).isEqualTo(new Other("ses_1", "file.edited", frame));
    assertThat(event.sessionId()).contains("ses_1");
  }

  @Test
  void keepsNoMoreThan64KiBOfWhatItDoesNotKnow() {
    JsonNode part =
        Json.object()
            .put("id", "prt_1")
            .put("sessionID", "ses_1")
            .put("messageID", "msg_1")
            .put("type", "hologram")
            .put("data", "x".repeat(Fields.MAX_RAW_BYTES));

    assertThat(Part.of(part))
        .get()
        .extracting(p -> Json.write(((Part.UnknownPart) p).raw()).length())
        .satisfies(length -> assertThat((int) length).isLessThan(100));
  }

  /** Every field of every frame, one at a time, in every JSON type. */
  @ParameterizedTest
  @FieldSource("NAMES")
  void neverThrowsWhateverTypeAFieldHas(String name) {
    List<JsonNode> strangers = new ArrayList<>();
    Json.read("[null, true, -1, 1.5, 1e300, 99999999999999999999999, \"\", \"x\", [], [1], {}]")
        .forEach(strangers::add);

    for (JsonNode frame : Transcripts.frames(name)) {
      for (JsonNode stranger : strangers) {
        forEachField(frame, stranger, 0);
      }
    }
  }

  private void forEachField(JsonNode root, JsonNode stranger, int skip) {
    for (int at = skip; ; at++) {
      JsonNode copy = root.deepCopy();
      if (replace(copy, new int[] {at}, stranger) == null) {
        return;
      }
      assertThatCode(() -> WireEvents.parse(copy)).doesNotThrowAnyException();
    }
  }

  /** Replaces the n-th field below the node; null when there are fewer. */
  private static JsonNode replace(JsonNode node, int[] left, JsonNode stranger) {
    if (node instanceof ObjectNode object) {
      for (var field : List.copyOf(object.properties())) {
        if (left[0]-- == 0) {
          return object.set(field.getKey(), stranger);
        }
        JsonNode done = replace(field.getValue(), left, stranger);
        if (done != null) {
          return done;
        }
      }
    }
    if (node instanceof ArrayNode array) {
      for (JsonNode element : array) {
        JsonNode done = replace(element, left, stranger);
        if (done != null) {
          return done;
        }
      }
    }
    return null;
  }
}
