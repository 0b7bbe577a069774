package io.mooring.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedSettingsTest {
  @Test
  void hasDefaultsThatAreInForce() {
    Settings settings = Settings.of(Map.of());
    settings.check(List.of(new FeedSettings()), List.of());

    assertThat(FeedLimits.of(settings))
        .isEqualTo(
            new FeedLimits(
                4096,
                1024 * 1024,
                1024,
                1024 * 1024,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                10_000));
    assertThat(settings.get(FeedSettings.KEEP_AGE)).isEqualTo(Duration.ofDays(30));
    assertThat(settings.get(FeedSettings.KEEP_EVENTS)).isEqualTo(100_000);
    assertThat(settings.get(FeedSettings.WORKERS)).isEqualTo(4);
  }
}
