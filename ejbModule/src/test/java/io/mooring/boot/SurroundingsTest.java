package io.mooring.boot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SurroundingsTest {
  @Test
  void takesJava17AndNewerThatNamesFilesInUtf8() {
    assertThatCode(() -> Surroundings.check(17, "UTF-8")).doesNotThrowAnyException();
    assertThatCode(() -> Surroundings.check(25, "utf-8")).doesNotThrowAnyException();
  }

  @Test
  void refusesAnOlderJava() {
    assertThatThrownBy(() -> Surroundings.check(16, "UTF-8"))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("Java 17 or newer")
        .hasMessageContaining("runs on 16")
        .hasMessageContaining("JAVA_HOME");
  }

  @Test
  void refusesAnotherEncodingOfFileNames() {
    assertThatThrownBy(() -> Surroundings.check(17, "ANSI_X3.4-1968"))
        .isInstanceOf(StartFailed.class)
        .hasMessageContaining("ANSI_X3.4-1968")
        .hasMessageContaining("LC_ALL=C.UTF-8");
    assertThatThrownBy(() -> Surroundings.check(17, "")).isInstanceOf(StartFailed.class);
  }
}
