package io.mooring.problem.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedLogInTest {
  private static String name(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return FailedLogIn.of("Basic " + Base64.getEncoder().encodeToString(bytes))
        .orElseThrow()
        .name();
  }

  @Test
  void namesTheUserAndNeverThePassword() {
    assertThat(name("ann:secret:more")).isEqualTo("ann");
    assertThat(name("secret")).isEqualTo("(no name)");
    assertThat(name(":secret")).isEmpty();
  }

  @Test
  void aNameIsOneCleanLine() {
    assertThat(name("ann\r\n[today] all is well\u001b[2J\u202e:x"))
        .isEqualTo("ann..[today] all is well.[2J.");
    assertThat(name("Jürgen O'Hara_7@example.org+x=漢🧀:x"))
        .isEqualTo("Jürgen O'Hara_7@example.org+x=漢🧀");
    assertThat(name("a".repeat(5_000) + ":x")).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer e30.e30.x", "Digest username=ann", "x"})
  void tellsNothingOfOtherCredentials(String authorization) {
    assertThat(FailedLogIn.of(authorization)).contains(new FailedLogIn("(no Basic)"));
  }

  @Test
  void whatIsNoBase64IsNoName() {
    assertThat(FailedLogIn.of("Basic !!!")).contains(new FailedLogIn("(unreadable)"));
  }

  @Test
  void whoClaimsNothingHasNotFailed() {
    assertThat(FailedLogIn.of(null)).isEmpty();
    assertThat(FailedLogIn.of(" ")).isEmpty();
  }
}
