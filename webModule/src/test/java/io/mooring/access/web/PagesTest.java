package io.mooring.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.problem.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
  @Test
  void aPageHasFiftyItemsUnlessSaidOtherwise() {
    assertThat(Pages.limit(null)).isEqualTo(50);
    assertThat(Pages.limit("1")).isEqualTo(1);
    assertThat(Pages.limit("200")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "201", "1.5", "many", "99999999999", "+5", "\u0663"})
  void otherLimitsAreRefused(String limit) {
    assertThatThrownBy(() -> Pages.limit(limit))
        .isInstanceOfSatisfying(
            InvalidValue.class, e -> assertThat(e.facts()).containsEntry("field", "limit"));
  }
}
