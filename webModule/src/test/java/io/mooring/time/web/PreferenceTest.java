package io.mooring.time.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=5|PT5S",
        "wait=0|PT0S",
        "WAIT = 5|PT5S",
        "wait=\"5\"|PT5S",
        "respond-async, wait=10|PT10S",
        "return=minimal; wait=7|PT7S",
        "wait=3, wait=9|PT3S",
        "wait=300|PT5M",
        "wait=301|PT5M",
        "wait=999999|PT5M",
      })
  void readsHowLongToWaitAndCutsIt(String header, Duration wait) {
    assertThat(Preference.wait(header)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wait",
        "wait=",
        "wait=-1",
        "wait=1.5",
        "wait=soon",
        "waiting=5",
        "wait=9999999"
      })
  void passesOverWhatItDoesNotUnderstand(String header) {
    assertThat(Preference.wait(header)).isEmpty();
  }

  @Test
  void noHeaderIsNoPreference() {
    assertThat(Preference.wait(null)).isEmpty();
  }
}
