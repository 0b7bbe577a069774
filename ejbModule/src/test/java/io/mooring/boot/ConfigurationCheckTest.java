package io.mooring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.config.Setting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationCheckTest {
  private static final List<Setting<?>> KNOWN =
      List.of(
          Setting.text("mooring.test.long-name", "", "Text."),
          Setting.secret("mooring.test.word", "Secret."));

  @Test
  void takesTheVariablesOfSettingsAndOfSecretsFiles() {
    assertThat(
            ConfigurationCheck.unknownVariables(
                Map.of(
                    "MOORING_TEST_LONG_NAME", "a",
                    "MOORING_TEST_WORD", "b",
                    "MOORING_TEST_WORD_FILE", "/c",
                    "PATH", "/bin"),
                KNOWN))
        .isEmpty();
  }

  @Test
  void namesTheMisspeltOnesWithoutTheirValues() {
    assertThat(
            ConfigurationCheck.unknownVariables(
                Map.of("MOORING_TEST_LONGNAME", "hunter2", "MOORING_TEST_LONG_NAME_FILE", "/d"),
                KNOWN))
        .containsExactlyInAnyOrder(
            "the environment's MOORING_TEST_LONGNAME is not a setting of Mooring",
            "the environment's MOORING_TEST_LONG_NAME_FILE is not a setting of Mooring");
  }
}
