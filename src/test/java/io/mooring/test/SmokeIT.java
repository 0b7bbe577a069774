package io.mooring.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Mooring.Shared.class)
class SmokeIT {
  @Test
  void aPromptIsAnswered(Mooring mooring) {
    var turn = mooring.run(mooring.session(), "@say Hello from the agent.");

    assertThat(turn.path("state").asText()).isEqualTo("completed");
    assertThat(turn.path("text").asText()).isEqualTo("Hello from the agent.");
  }
}
