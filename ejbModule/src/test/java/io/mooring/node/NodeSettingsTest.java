package io.mooring.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeSettingsTest {
  private static List<String> contradictions(String heartbeat, String timeToLive) {
    return new NodeSettings()
        .contradictions(
            Settings.of(
                Map.of(
                    "mooring.node.heartbeat", heartbeat, "mooring.node.time-to-live", timeToLive)));
  }

  @Test
  void aNodeMayMissTwoHeartbeats() {
    assertThat(contradictions("PT5S", "PT15S")).isEmpty();
    assertThat(contradictions("PT5S", "PT14S"))
        .containsExactly(
            "mooring.node.time-to-live must be at least three times mooring.node.heartbeat");
  }

  @Test
  void aHeartbeatTakesTime() {
    assertThat(contradictions("PT0S", "PT15S"))
        .containsExactly("mooring.node.heartbeat must be at least PT0.1S");
  }
}
