package io.mooring.access.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginRuleTest {
  private final OriginRule rule = new OriginRule(List.of("https://portal.example.org"));

  @Test
  void letsProgramsIn() {
    assertThat(rule.allows(null, "mooring.example.org")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://mooring.example.org, mooring.example.org",
    "https://mooring.example.org, mooring.example.org:443",
    "http://localhost:9080, localhost:9080",
    "http://LOCALHOST:9080, localhost:9080",
    "http://[::1]:9080, [::1]:9080",
    "http://[::1], [::1]:80",
    "https://portal.example.org, mooring.example.org",
  })
  void letsPagesOfTheOwnHostAndOfTheListIn(String origin, String host) {
    assertThat(rule.allows(origin, host)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example.org, mooring.example.org",
    "https://mooring.example.org.evil.org, mooring.example.org",
    "https://mooring.example.org:8443, mooring.example.org",
    "https://user@mooring.example.org, mooring.example.org",
    "http://portal.example.org, mooring.example.org",
    "null, mooring.example.org",
    "'', ''",
    "not a uri, mooring.example.org",
  })
  void refusesPagesOfStrangers(String origin, String host) {
    assertThat(rule.allows(origin, host)).isFalse();
  }

  @Test
  void refusesAPageWhenTheHostIsUnknown() {
    assertThat(rule.allows("https://mooring.example.org", null)).isFalse();
  }
}
