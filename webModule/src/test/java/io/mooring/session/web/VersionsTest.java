package io.mooring.session.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.problem.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {
  @Test
  void readsTheTagThatGetHasGiven() {
    assertThat(Versions.wanted("\"7\"")).contains(7L);
    assertThat(Versions.wanted(" \"0\" ")).contains(0L);
  }

  @Test
  void noTagAndAStarInsistOnNothing() {
    assertThat(Versions.wanted(null)).isEmpty();
    assertThat(Versions.wanted("*")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "\"\"",
        "\"x\"",
        "W/\"7\"",
        "\"1\", \"2\"",
        "\"-1\"",
        "\"9999999999999999999\""
      })
  void refusesWhatIsNoTagOfOurs(String header) {
    assertThatThrownBy(() -> Versions.wanted(header))
        .isInstanceOfSatisfying(
            InvalidValue.class, e -> assertThat(e.facts()).containsEntry("field", "If-Match"));
  }
}
