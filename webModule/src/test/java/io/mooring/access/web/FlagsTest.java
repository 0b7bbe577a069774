package io.mooring.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.problem.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {
  @Test
  void aFlagIsSetByTrueAlone() {
    assertThat(Flags.of("abort", "true")).isTrue();
    assertThat(Flags.of("abort", "false")).isFalse();
    assertThat(Flags.of("abort", null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "yes", "TRUE", " true", "0"})
  void anyOtherWordIsRefused(String text) {
    assertThatThrownBy(() -> Flags.of("abort", text))
        .isInstanceOfSatisfying(
            InvalidValue.class, e -> assertThat(e.facts()).containsEntry("field", "abort"));
  }
}
