package io.mooring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final Setting<Integer> LEAST =
      Setting.number("mooring.test.least", 1, 0, 9, "The least.");
  private static final Setting<Integer> MOST =
      Setting.number("mooring.test.most", 5, 0, 9, "The most.");
  private static final Setting<String> WORD = Setting.secret("mooring.test.word", "The word.");

  /** A secret of a form, which none of ours has yet: its parser must not give it away. */
  private static final Setting<Integer> PIN =
      new Setting<>("mooring.test.pin", "secret", "0", "The pin.", true, SettingsTest::pin);

  @TempDir Path directory;

  private static final class Group implements SettingsGroup {
    @Override
    public List<Setting<?>> settings() {
      return List.of(LEAST, MOST, WORD, PIN);
    }

    @Override
    public List<String> contradictions(Settings settings) {
      return settings.get(LEAST) > settings.get(MOST)
          ? List.of("the least is more than the most")
          : List.of();
    }
  }

  private static int pin(String text) {
    if (!text.matches("\\d+")) {
      throw new IllegalArgumentException("is not a pin");
    }
    return Integer.parseInt(text);
  }

  private static ConfigurationException faultsOf(Map<String, String> texts) {
    Settings settings = Settings.of(texts);
    return catchThrowableOfType(
        ConfigurationException.class, () -> settings.check(List.of(new Group()), texts.keySet()));
  }

  @Test
  void takesWhatIsRight() {
    Settings.of(Map.of()).check(List.of(new Group()), List.of("java.version", "PATH"));
  }

  @Test
  void listsAllThatIsWrongInOneMessage() {
    var failure =
        faultsOf(
            Map.of(
                "mooring.test.least", "x",
                "mooring.test.most", "99",
                "mooring.test.pin", "y",
                "mooring.test.mots", "5"));

    assertThat(failure.faults())
        .containsExactlyInAnyOrder(
            "mooring.test.least is not a whole number (it is 'x')",
            "mooring.test.most is not between 0 and 9 (it is '99')",
            "mooring.test.pin is not a pin",
            "mooring.test.mots is not a setting of Mooring");
    assertThat(failure.getMessage()).contains(failure.faults());
  }

  @Test
  void asksForContradictionsOnlyWhenEachValueIsRight() {
    assertThat(faultsOf(Map.of("mooring.test.least", "7")).faults())
        .containsExactly("the least is more than the most");
    assertThat(faultsOf(Map.of("mooring.test.least", "7", "mooring.test.most", "x")).faults())
        .containsExactly("mooring.test.most is not a whole number (it is 'x')");
  }

  @Test
  void neverShowsASecret() {
    assertThat(faultsOf(Map.of("mooring.test.pin", "hunter2"))).hasMessageNotContaining("hunter2");
  }

  @Test
  void readsASecretFromAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("word"), "hunter2\n");
    Map<String, String> texts = Map.of("mooring.test.word-file", file.toString());

    Settings settings = Settings.of(texts);
    settings.check(List.of(new Group()), texts.keySet());

    assertThat(settings.get(WORD)).isEqualTo("hunter2");
  }

  @Test
  void theFileWinsOverTheTextAndABlankFileIsNone() throws IOException {
    Path file = Files.writeString(directory.resolve("word"), "from-the-file");
    Map<String, String> texts = new HashMap<>(Map.of("mooring.test.word", "plain"));

    texts.put("mooring.test.word-file", file.toString());
    assertThat(Settings.of(Map.copyOf(texts)).get(WORD)).isEqualTo("from-the-file");

    texts.put("mooring.test.word-file", " ");
    assertThat(Settings.of(Map.copyOf(texts)).get(WORD)).isEqualTo("plain");
  }

  @Test
  void saysWhichSecretsFileCantBeRead() {
    Path missing = directory.resolve("missing");

    assertThat(faultsOf(Map.of("mooring.test.word-file", missing.toString())).faults())
        .containsExactly("mooring.test.word-file names a file that can't be read: " + missing);
  }

  @Test
  void saysWhenASecretsFileHoldsNoText() throws IOException {
    Path file = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertThat(faultsOf(Map.of("mooring.test.word-file", file.toString())).faults())
        .containsExactly("mooring.test.word-file names a file that can't be read: " + file);
    assertThat(faultsOf(Map.of("mooring.test.word-file", "/a\0b")).faults())
        .containsExactly("mooring.test.word-file names a file that can't be read: /a\0b");
  }

  @Test
  void onlySecretsMayComeFromAFile() {
    assertThat(faultsOf(Map.of("mooring.test.least-file", "/etc/hostname")).faults())
        .containsExactly("mooring.test.least-file is not a setting of Mooring");
  }

  @Test
  void aWrongValueFailsEachTimeItIsAskedFor() {
    Settings settings = Settings.of(Map.of("mooring.test.least", "x"));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> settings.get(LEAST)).isInstanceOf(ConfigurationException.class);
    }
  }
}
