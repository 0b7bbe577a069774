package io.mooring.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.config.ConfigurationException;
import io.mooring.config.Settings;
import io.mooring.report.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostConfigurationTest {
  @TempDir Path directory;

  @Test
  void theOperatorsFileWinsExceptForUpdatingAndSharing() throws Exception {
    Path file = directory.resolve("opencode.json");
    Files.writeString(
        file,
        "{\"autoupdate\":true,\"share\":\"auto\",\"autoshare\":true,\"snapshot\":true, /* comment */"
            + "\"provider\":{\"p\":{\"options\":{\"apiKey\":\"very-secret-key\"}}}}");

    var built = ServerConfiguration.build(file, "p/m", false, Map.of("A", "value-of-a"));

    assertThat(built.config())
        .hasToString(
            "{\"snapshot\":true,\"model\":\"p/m\",\"autoupdate\":false,\"share\":\"disabled\","
                + "\"provider\":{\"p\":{\"options\":{\"apiKey\":\"very-secret-key\"}}}}");
    assertThat(built.secrets()).containsExactlyInAnyOrder("very-secret-key", "value-of-a");
  }

  @Test
  void theFingerprintChangesWithWhateverChangesTheServer() {
    var one = ServerConfiguration.build(Path.of(""), "p/m", false, Map.of("A", "1"));
    var same = ServerConfiguration.build(Path.of(""), "p/m", false, Map.of("A", "1"));
    var other = ServerConfiguration.build(Path.of(""), "p/m", false, Map.of("A", "2"));

    assertThat(one.fingerprint("1")).hasSize(16).isEqualTo(same.fingerprint("1"));
    assertThat(one.fingerprint("1")).isNotEqualTo(other.fingerprint("1"));
    assertThat(one.fingerprint("1")).isNotEqualTo(one.fingerprint("2"));
  }

  @Test
  void aFileThatIsNoJsonObjectIsSaid() throws Exception {
    Path file = Files.writeString(directory.resolve("opencode.json"), "[1");

    assertThatThrownBy(() -> ServerConfiguration.build(file, "", false, Map.of()))
        .isInstanceOf(ServerStartFailed.class)
        .hasMessageContaining("mooring.opencode.config")
        .hasMessageNotContaining(directory.toString());
  }

  @Test
  void settingsHaveTheseDefaults() {
    Settings settings = Settings.of(Map.of());
    HostSettings group = new HostSettings();

    settings.check(List.of(group), List.of());

    assertThat(settings.get(HostSettings.VERSION)).isEqualTo("1.18.33");
    assertThat(settings.get(HostSettings.INSTALL)).isEqualTo(Install.NEVER);
    assertThat(settings.get(HostSettings.OTHER_VERSIONS)).isEqualTo(OtherVersions.REFUSE);
    assertThat(settings.get(HostSettings.MAX_SERVERS)).isEqualTo(16);
    assertThat(settings.get(HostSettings.READY_TIMEOUT)).hasSeconds(30);
  }

  @Test
  void settingsThatUndoTheIsolationAreRefused() {
    Settings settings =
        Settings.of(
            Map.of(
                "mooring.opencode.environment", "HOME, A-B",
                "mooring.opencode.model", "nothing",
                "mooring.opencode.version", "1; rm"));

    assertThatThrownBy(() -> settings.check(List.of(new HostSettings()), List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("names HOME, which Mooring sets itself")
        .hasMessageContaining("'A-B'")
        .hasMessageContaining("provider/model")
        .hasMessageContaining("is not a version");
  }

  @Test
  void twoMooringsDoNotShareADataDirectory() {
    Path root = directory.resolve("a/b");

    try (DataDirectory first = DataDirectory.open(root)) {
      assertThat(first.root()).isDirectory();
      assertThatThrownBy(() -> DataDirectory.open(root))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is in use by another Mooring");
    }
    try (DataDirectory again = DataDirectory.open(root)) {
      assertThat(again.root()).isDirectory();
    }
  }

  @Test
  void aDataDirectoryThatCannotBeIsSaidInOneSentence() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> DataDirectory.open(file.resolve("below")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mooring.data.directory")
        .hasMessageContaining("can't be made or written");
  }

  @Test
  void linesAreCleanedOfKeysAndControls() {
    Secrets secrets = new Secrets(List.of("hunter22", "no"));

    assertThat(secrets.clean("say hunter22, no")).isEqualTo("say [secret], no");
    assertThat(secrets.clean("Authorization: Basic b3BlbmNvZGU6eA==")).doesNotContain("b3Bl");
    assertThat(secrets.clean("{\"apiKey\":\"abc def\",\"x\":1}"))
        .doesNotContain("abc def")
        .contains("\"x\":1");
    assertThat(secrets.clean("ghp_0123456789abcdef")).isEqualTo("[secret]");
    assertThat(secrets.clean("http://u:pw@h/x")).isEqualTo("http://[secret]@h/x");
    assertThat(secrets.clean("aB3".repeat(15))).isEqualTo("[secret]");
    assertThat(secrets.clean("ses_1aB3c4d5e6f7aB3c4d5e6f7aB3c4d5e6f7")).startsWith("ses_");
    assertThat(secrets.clean("a\u001b[31mb\u202ec\rd")).isEqualTo("ab\ufffdc\ufffdd");
    assertThat(secrets.clean("INFO 12 tokens used in /srv/w/File.java"))
        .startsWith("INFO 12 tokens");
  }
}
