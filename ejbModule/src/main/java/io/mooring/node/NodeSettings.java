package io.mooring.node;

import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** How long a node may be silent before others take over. */
@ApplicationScoped
public class NodeSettings implements SettingsGroup {
  public static final Setting<Duration> HEARTBEAT =
      Setting.duration("mooring.node.heartbeat", "PT4S", "How often a node says that it lives.");
  public static final Setting<Duration> TIME_TO_LIVE =
      Setting.duration(
          "mooring.node.time-to-live",
          "PT15S",
          "How long a silent node keeps its leases before another takes over.");

  private static final Duration SHORTEST = Duration.ofMillis(100);

  @Override
  public List<Setting<?>> settings() {
    return List.of(HEARTBEAT, TIME_TO_LIVE);
  }

  @Override
  public List<String> contradictions(Settings settings) {
    Duration heartbeat = settings.get(HEARTBEAT);
    if (heartbeat.compareTo(SHORTEST) < 0) {
      return List.of(HEARTBEAT.key() + " must be at least " + SHORTEST);
    }
    return settings.get(TIME_TO_LIVE).compareTo(heartbeat.multipliedBy(3)) < 0
        ? List.of(TIME_TO_LIVE.key() + " must be at least three times " + HEARTBEAT.key())
        : List.of();
  }
}
