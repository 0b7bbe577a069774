package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.problem.InvalidValue;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
  @Test
  void readsWhatItWrites() {
    assertThat(Position.parse(Position.text("epo_01jd", 7)))
        .isEqualTo(new Position(Optional.of("epo_01jd"), 7));
    assertThat(Position.parse("7")).isEqualTo(new Position(Optional.empty(), 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-1", "epo.", ".5", "a.b.5", "1e3", "9999999999999999999", "x"})
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> Position.parse(text)).isInstanceOf(InvalidValue.class);
  }

  @Test
  void isNowhereInAnotherEpochOrPastTheHead() {
    Head head = new Head("epo_1", 10, 1);

    assertThat(Position.parse("10").isIn(head)).isTrue();
    assertThat(Position.parse("epo_1.0").isIn(head)).isTrue();
    assertThat(Position.parse("11").isIn(head)).isFalse();
    assertThat(Position.parse("epo_2.3").isIn(head)).isFalse();
  }
}
