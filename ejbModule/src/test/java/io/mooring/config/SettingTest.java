package io.mooring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each type of setting takes, and what it says of what it doesn't. */
class SettingTest {
  private enum Way {
    BY_AIR,
    BY_SEA
  }

  private static final String KEY = "mooring.test.value";

  private static final Setting<String> TEXT = Setting.text(KEY, "", "Text.");
  private static final Setting<List<String>> LIST = Setting.list(KEY, "", "List.");
  private static final Setting<Duration> DURATION = Setting.duration(KEY, "PT1S", "Duration.");
  private static final Setting<DataSize> SIZE = Setting.size(KEY, "1KiB", "Size.");
  private static final Setting<Integer> NUMBER = Setting.number(KEY, 5, 1, 10, "Number.");
  private static final Setting<Boolean> FLAG = Setting.flag(KEY, false, "Flag.");
  private static final Setting<URI> ADDRESS = Setting.uri(KEY, "", "Address.");
  private static final Setting<Path> PATH = Setting.path(KEY, "", "Path.");
  private static final Setting<Way> WAY = Setting.choice(KEY, Way.class, Way.BY_SEA, "Way.");

  static Stream<Arguments> good() {
    return Stream.of(
        Arguments.of(TEXT, " a b ", "a b"),
        Arguments.of(LIST, " a ,, b,", List.of("a", "b")),
        Arguments.of(LIST, "", List.of()),
        Arguments.of(DURATION, "PT0S", Duration.ZERO),
        Arguments.of(DURATION, "P1DT2H", Duration.ofHours(26)),
        Arguments.of(DURATION, "pt0.25s", Duration.ofMillis(250)),
        Arguments.of(SIZE, "0", new DataSize(0)),
        Arguments.of(SIZE, "512", new DataSize(512)),
        Arguments.of(SIZE, "7B", new DataSize(7)),
        Arguments.of(SIZE, "64KiB", new DataSize(65_536)),
        Arguments.of(SIZE, "10 MiB", new DataSize(10_485_760)),
        Arguments.of(SIZE, "2GiB", new DataSize(2_147_483_648L)),
        Arguments.of(NUMBER, "1", 1),
        Arguments.of(NUMBER, "10", 10),
        Arguments.of(FLAG, "true", true),
        Arguments.of(FLAG, "false", false),
        Arguments.of(ADDRESS, "", URI.create("")),
        Arguments.of(ADDRESS, "https://h:1/x", URI.create("https://h:1/x")),
        Arguments.of(PATH, "", Path.of("")),
        Arguments.of(PATH, "/a/b", Path.of("/a/b")),
        Arguments.of(WAY, "by-air", Way.BY_AIR));
  }

  @ParameterizedTest
  @MethodSource("good")
  void reads(Setting<?> setting, String text, Object value) {
    assertThat(Settings.of(Map.of(KEY, text)).get(setting)).isEqualTo(value);
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(DURATION, "30", "is not an ISO 8601 duration such as PT30S"),
        Arguments.of(DURATION, "", "is not an ISO 8601 duration such as PT30S"),
        Arguments.of(DURATION, "PT-1S", "is negative"),
        Arguments.of(DURATION, "PT9223372036854775807S", "is longer than ten years"),
        Arguments.of(SIZE, "", "is not a size such as 64KiB or 10MiB"),
        Arguments.of(SIZE, "10MB", "is not a size such as 64KiB or 10MiB"),
        Arguments.of(SIZE, "-1", "is not a size such as 64KiB or 10MiB"),
        Arguments.of(SIZE, "1.5KiB", "is not a size such as 64KiB or 10MiB"),
        Arguments.of(SIZE, "999999999999GiB", "is too large"),
        Arguments.of(NUMBER, "0", "is not between 1 and 10"),
        Arguments.of(NUMBER, "11", "is not between 1 and 10"),
        Arguments.of(NUMBER, "five", "is not a whole number"),
        Arguments.of(NUMBER, "99999999999", "is not a whole number"),
        Arguments.of(FLAG, "yes", "is neither true nor false"),
        Arguments.of(FLAG, "TRUE", "is neither true nor false"),
        Arguments.of(ADDRESS, "ftp://h", "is not an address such as http://127.0.0.1:4096"),
        Arguments.of(ADDRESS, "localhost:4096", "is not an address such as http://127.0.0.1:4096"),
        Arguments.of(ADDRESS, "http://a b", "is not an address such as http://127.0.0.1:4096"),
        Arguments.of(PATH, "a/b", "is not an absolute path"),
        Arguments.of(PATH, "/a\0b", "is not an absolute path"),
        Arguments.of(WAY, "BY_AIR", "is not one of by-air|by-sea"),
        Arguments.of(WAY, "", "is not one of by-air|by-sea"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refuses(Setting<?> setting, String text, String why) {
    Settings settings = Settings.of(Map.of(KEY, text));

    assertThatThrownBy(() -> settings.get(setting))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.faults())
                    .containsExactly(KEY + " " + why + " (it is '" + text + "')"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mooring.x", "other.x.y", "mooring.X.y", "mooring.a.b.c", "mooring.a.-b"})
  void refusesAKeyOfAnotherForm(String key) {
    assertThatThrownBy(() -> Setting.text(key, "", "Text."))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDefaultIsReadLikeAnyOtherText() {
    assertThat(Settings.of(Map.of()).get(SIZE)).isEqualTo(new DataSize(1024));
  }
}
