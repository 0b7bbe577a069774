package io.mooring.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.config.Settings;
import io.mooring.host.DataDirectory;
import io.mooring.host.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotKeysTest {
  @TempDir Path directory;
  private final Map<String, String> settings = new HashMap<>();

  private SnapshotKeys keys(DataDirectory data) {
    return new SnapshotKeys(configured(), data);
  }

  @Test
  void aKeyOfOurOwnIsTheOwnersOnlyAndStays() throws IOException {
    try (DataDirectory data = DataDirectory.open(directory)) {
      String made = keys(data).ring().currentId();

      assertThat(keys(data).ring().currentId()).isEqualTo(made);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.root().resolve("snapshot-key"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void inMemoryTheKeyIsInNoFile() throws IOException {
    try (DataDirectory data = TestServers.temporaryData()) {
      assertThat(keys(data).ring().currentId()).isNotEqualTo(keys(data).ring().currentId());
      assertThat(data.root().resolve("snapshot-key")).doesNotExist();
    }
  }

  @Test
  void aKeyFileAndASettingAreReadAndTheFirstWraps() throws IOException {
    String first = KeyRing.generate();
    String second = KeyRing.generate();
    Path file = Files.writeString(directory.resolve("keys"), first + "\n" + second + "\n");
    try (DataDirectory data = DataDirectory.open(directory.resolve("data"))) {
      settings.put("mooring.snapshot.key-file", file.toString());
      String fromFile = keys(data).ring().currentId();
      settings.clear();
      settings.put("mooring.snapshot.key", first);

      assertThat(fromFile).isEqualTo(keys(data).ring().currentId());
      assertThat(data.root().resolve("snapshot-key")).doesNotExist();
    }
  }

  @Test
  void anOlderKeyStillOpensAndAMissingOneDoesNot() {
    String old = KeyRing.generate();
    String current = KeyRing.generate();
    KeyRing before = KeyRing.parse(old).orElseThrow();
    byte[] dataKey = Aead.newKey();
    byte[] wrapped = before.wrap(dataKey, "default", "data");

    KeyRing rotated = KeyRing.parse(current + " " + old).orElseThrow();

    assertThat(rotated.unwrap(wrapped, before.currentId(), "default", "data")).isEqualTo(dataKey);
    assertThatThrownBy(() -> rotated.unwrap(wrapped, before.currentId(), "other", "data"))
        .hasMessageContaining("can't be read");
    assertThatThrownBy(
            () ->
                KeyRing.parse(current)
                    .orElseThrow()
                    .unwrap(wrapped, before.currentId(), "default", "data"))
        .hasMessageContaining("can't be read");
  }

  @Test
  void whatIsNoKeyIsRefusedAtStart() throws IOException {
    var group = new SnapshotSettings();
    settings.put("mooring.snapshot.key", "secret");
    assertThat(group.contradictions(configured()))
        .singleElement()
        .asString()
        .doesNotContain("secret ");
    settings.put("mooring.snapshot.key", KeyRing.generate());
    assertThat(group.contradictions(configured())).isEmpty();
    assertThat(KeyRing.parse("")).isEmpty();
    assertThat(KeyRing.parse("QUJD")).isEmpty();
  }

  private Settings configured() {
    return new Settings(key -> Optional.ofNullable(settings.get(key)));
  }
}
