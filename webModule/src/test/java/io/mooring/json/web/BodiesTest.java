package io.mooring.json.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.mooring.problem.InvalidValue;
import io.mooring.problem.Problem;
import io.mooring.problem.ProblemKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
  private static final int MOST = 1_000;

  private record Order(
      @Nullable String dish, @Nullable List<Extra> extras, @Nullable JsonNode note) {}

  private record Extra(String name, int count) {
    private Extra {
      if (count > 9) {
        throw new InvalidValue("extras.count", "At most nine.");
      }
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Problem failure(InputStream body) {
    return catchThrowableOfType(Problem.class, () -> Bodies.read(body, Order.class, MOST));
  }

  @Test
  void givesTheTextAlongWithTheValue() {
    String text = " {\"dish\": \"Käse\", \"extras\": [{\"name\": \"salt\", \"count\": 2}]} ";

    var body = Bodies.read(bytes(text), Order.class, MOST);

    assertThat(body.text()).isEqualTo(text);
    assertThat(body.value()).isEqualTo(new Order("Käse", List.of(new Extra("salt", 2)), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"dish\": \"a\\u0000\"}|dish",
        "{\"dish\": \"a\\ud83e\"}|dish",
        "{\"dish\": \"a\\uDDC0b\"}|dish",
        "{\"dish\": \"\\udd00\\ud83e\"}|dish",
        "{\"extras\": [{\"count\": 1, \"name\": \"\\u0000\"}]}|extras[0].name",
        "{\"note\": {\"a\": [1, \"\\u0000\"]}}|note.a[1]",
        "{\"note\": {\"a\": {\"b\\ud800\": 1}}}|note.a",
        "{\"note\": {\"a\": 1e400}}|note.a",
        "{\"note\": {\"a\": -1E+999999999}}|note.a",
      })
  void whatNobodyCanKeepIsNamed(String text, String field) {
    Problem problem = failure(bytes(text));

    assertThat(problem.code()).isEqualTo("invalid-value");
    assertThat(problem.facts()).containsEntry("field", field);
    assertThat(problem.getMessage()).doesNotContain("\0");
    assertThat(catchThrowableOfType(Problem.class, () -> Bodies.object(bytes(text), MOST)).facts())
        .containsEntry("field", field);
  }

  @Test
  void whatOnlyLooksLikeItIsTaken() {
    String text =
        "{\"dish\": \"\\ud83e\\uddc0 \\\\u0000\", \"note\": [1e-400, 1e300, 9%s]}"
            .formatted("9".repeat(400));

    assertThat(Bodies.read(bytes(text), Order.class, MOST).value().dish()).isEqualTo("🧀 \\u0000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \r\n\t", "{}"})
  void anEmptyBodyIsAnEmptyObject(String text) {
    assertThat(Bodies.read(bytes(text), Order.class, MOST).value())
        .isEqualTo(new Order(null, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "not json",
        "{\"dish\": \"soup\"",
        "{\"dish\": \"soup\"} {}",
        "{\"dish\": \"soup\"} x",
        "{\"dish\": \"soup\", \"dish\": \"stew\"}",
        "{\"note\": {\"a\": 1, \"a\": 2}}",
        "{\"extras\": [{\"name\": \"a\", \"name\": \"b\"}]}",
        "{\"dish\": \"a\u0001b\"}",
        "{\"dish\": 'soup'}",
        "\ufeff{}",
        "[]",
        "\"text\"",
        "5",
        "null",
      })
  void whatIsNoObjectOfJsonIsMalformed(String text) {
    Problem failure = failure(bytes(text));

    assertThat(failure.kind()).isEqualTo(ProblemKind.MALFORMED);
    assertThat(failure.code()).isEqualTo("malformed-json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"drink\": 1}|drink",
        "{\"extras\": [{\"name\": \"a\", \"count\": 1, \"size\": 3}]}|extras[0].size",
      })
  void namesAnUnknownFieldByItsPath(String text, String field) {
    Problem failure = failure(bytes(text));

    assertThat(failure.kind()).isEqualTo(ProblemKind.INVALID);
    assertThat(failure.code()).isEqualTo("unknown-field");
    assertThat(failure.facts()).containsEntry("field", field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"dish\": 5}|dish",
        "{\"dish\": {\"a\": 1}}|dish",
        "{\"extras\": {}}|extras",
        "{\"extras\": [5]}|extras[0]",
        "{\"extras\": [{\"name\": \"a\", \"count\": \"2\"}]}|extras[0].count",
        "{\"extras\": [{\"name\": \"a\", \"count\": null}]}|extras[0].count",
        "{\"extras\": [{\"name\": \"a\", \"count\": 99999999999}]}|extras[0].count",
      })
  void namesAFieldOfTheWrongForm(String text, String field) {
    Problem failure = failure(bytes(text));

    assertThat(failure.kind()).isEqualTo(ProblemKind.INVALID);
    assertThat(failure.code()).isEqualTo("invalid-value");
    assertThat(failure.facts()).containsEntry("field", field);
  }

  @Test
  void passesOnWhatARecordItselfRefuses() {
    Problem failure = failure(bytes("{\"extras\": [{\"name\": \"a\", \"count\": 10}]}"));

    assertThat(failure).isInstanceOf(InvalidValue.class).hasMessage("At most nine.");
  }

  @Test
  void neitherShowsTheBodyNorNamesAClass() {
    for (String text :
        List.of("{hunter2", "{\"dish\": [\"hunter2\"]}", "{\"extras\": \"hunter2\"}")) {
      assertThat(failure(bytes(text)).getMessage()).doesNotContain("hunter2", "mooring", "java");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void aBodyThatIsTooDeepIsMalformed(String open) {
    String deep = "{\"note\": " + open.repeat(70) + "1" + "]".repeat(70) + "}";

    assertThat(failure(bytes(deep)).kind()).isEqualTo(ProblemKind.MALFORMED);
    assertThat(failure(bytes(open.repeat(120))).kind()).isEqualTo(ProblemKind.MALFORMED);
  }

  @Test
  void aBodyMayHaveTheMostBytesAndNoneMore() {
    String frame = "{\"dish\": \"\"}";
    String fits = "{\"dish\": \"" + "é".repeat((MOST - frame.length()) / 2) + "\"}";
    assertThat(fits.getBytes(StandardCharsets.UTF_8)).hasSize(MOST);

    assertThat(Bodies.read(bytes(fits), Order.class, MOST).value().dish()).isNotEmpty();

    Problem failure = failure(bytes(fits + " "));
    assertThat(failure.kind()).isEqualTo(ProblemKind.TOO_LARGE);
    assertThat(failure.facts()).containsEntry("limitBytes", (long) MOST);
  }

  @Test
  void readsNoMoreOfAHugeBodyThanItMay() {
    InputStream huge = new ByteArrayInputStream(new byte[MOST * 2]);

    assertThat(failure(huge).kind()).isEqualTo(ProblemKind.TOO_LARGE);
    assertThat(huge).hasBinaryContent(new byte[MOST - 1]);
  }

  @Test
  void aBodyThatIsNotUtf8IsMalformed() {
    byte[] latin = "{\"dish\": \"Käse\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(failure(new ByteArrayInputStream(latin)).getMessage()).contains("UTF-8");
    byte[] surrogate = {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'};
    assertThat(failure(new ByteArrayInputStream(surrogate)).getMessage()).contains("UTF-8");
  }

  @Test
  void aBodyThatBreaksOffIsMalformed() {
    InputStream broken =
        new ByteArrayInputStream(new byte[0]) {
          @Override
          public byte[] readNBytes(int length) throws IOException {
            throw new IOException("connection reset");
          }
        };

    assertThat(failure(broken).kind()).isEqualTo(ProblemKind.MALFORMED);
  }

  @Test
  void anObjectIsReadWithItsNulls() {
    assertThat(Bodies.object(bytes("{\"dish\": null}"), MOST).get("dish").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{} {}", "{\"a\": 1, \"a\": 2}"})
  void anObjectMustBeOne(String text) {
    assertThatThrownBy(() -> Bodies.object(bytes(text), MOST))
        .isInstanceOfSatisfying(
            BodyFailure.class, e -> assertThat(e.kind()).isEqualTo(ProblemKind.MALFORMED));
  }
}
