package io.mooring.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private enum Way {
    AIR,
    SEA;

    @JsonValue
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Trip(@Nullable String to, int days, @Nullable Way way, @Nullable Boolean paid) {}

  private record Times(Instant at, Optional<Instant> until, Duration took, @Nullable String note) {}

  @Test
  void theStrictMapperReadsWhatIsKnown() throws JsonProcessingException {
    assertThat(Json.strict().readValue("{\"to\":\"Rome\",\"days\":3,\"way\":\"sea\"}", Trip.class))
        .isEqualTo(new Trip("Rome", 3, Way.SEA, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"days\":3,\"from\":\"Oslo\"}",
        "{\"days\":3,\"days\":4}",
        "{\"days\":3} {}",
        "{\"days\":3}]",
        "{\"days\":null}",
        "{\"days\":\"3\"}",
        "{\"days\":3.5}",
        "{\"days\":true}",
        "{\"days\":3,\"to\":5}",
        "{\"days\":3,\"to\":true}",
        "{\"days\":3,\"to\":1.5}",
        "{\"days\":3,\"to\":[\"Rome\"]}",
        "{\"days\":3,\"way\":0}",
        "{\"days\":3,\"way\":\"\"}",
        "{\"days\":3,\"way\":\"SEA\"}",
        "{\"days\":3,\"paid\":\"true\"}",
        "{\"days\":3,\"paid\":1}",
        "{'days':3}",
        "{\"days\":03}",
        "{\"days\":NaN}",
        "{\"days\":3,}",
        "/* a */ {\"days\":3}",
      })
  void theStrictMapperRefuses(String text) {
    assertThatThrownBy(() -> Json.strict().readValue(text, Trip.class))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void theLenientMapperPassesOverWhatItDoesNotKnow() {
    assertThat(Json.read("{\"to\":\"Rome\",\"days\":3,\"from\":{\"x\":[1]}}", Trip.class))
        .isEqualTo(new Trip("Rome", 3, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z, 2026-03-01T12:00:00.000Z",
    "2026-03-01T12:00:00.5Z, 2026-03-01T12:00:00.500Z",
    "2026-03-01T12:00:00.123456789Z, 2026-03-01T12:00:00.123Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z"
  })
  void timesHaveThreeDecimals(String instant, String text) {
    assertThat(Json.write(List.of(Instant.parse(instant)))).isEqualTo("[\"" + text + "\"]");
  }

  @Test
  void whatIsAbsentIsLeftOut() {
    assertThat(Json.write(new Times(Instant.EPOCH, Optional.empty(), Duration.ofSeconds(30), null)))
        .isEqualTo("{\"at\":\"1970-01-01T00:00:00.000Z\",\"took\":\"PT30S\"}");
  }

  @Test
  void requestsMayBeSixtyFourDeep() throws JsonProcessingException {
    assertThat(Json.strict().readTree(nested(Json.MAX_DEPTH)).isArray()).isTrue();
    assertThatThrownBy(() -> Json.strict().readTree(nested(Json.MAX_DEPTH + 1)))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void whatUpstreamSendsMayBeAThousandDeep() {
    assertThat(Json.read(nested(1_000)).isArray()).isTrue();
    assertThatThrownBy(() -> Json.read(nested(1_001))).isInstanceOf(JsonFailure.class);
  }

  @Test
  void aTreeKeepsTheOrderOfFieldsAndItsNumbers() {
    JsonNode tree = Json.read("{\"b\":1.10,\"a\":12345678901234567890}");

    assertThat(Json.write(tree)).isEqualTo("{\"b\":1.1,\"a\":12345678901234567890}");
    assertThat(Json.map(tree).keySet()).containsExactly("b", "a");
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
