package io.mooring.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnSettingsTest {
  @Test
  void aLeaseOutlivesAPromptThatLeavesJustBeforeAHeartbeat() {
    TurnSettings settings = new TurnSettings();

    assertThat(settings.contradictions(Settings.of(Map.of()))).isEmpty();
    assertThat(settings.contradictions(Settings.of(Map.of("mooring.node.time-to-live", "PT14S"))))
        .singleElement()
        .asString()
        .startsWith("mooring.node.time-to-live must be longer than");
  }
}
