package io.mooring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.config.Setting;
import io.mooring.config.Settings;
import io.mooring.config.SettingsGroup;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds src/docs/configuration.md against the settings of the code. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../src/docs/configuration.md");

  @Test
  void thePageHasARowForEachSettingAndNoOther() throws Exception {
    List<String> wanted =
        groups().stream()
            .flatMap(group -> group.settings().stream())
            .sorted(Comparator.comparing(Setting::key))
            .map(ConfigurationPageTest::row)
            .toList();

    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `mooring.")).toList();

    assertThat(rows).containsExactlyElementsOf(wanted);
  }

  @Test
  void everyPurposeIsASentence() throws Exception {
    assertThat(groups().stream().flatMap(group -> group.settings().stream()))
        .allSatisfy(
            setting -> assertThat(setting.purpose()).as(setting.key()).matches("[A-Z].*\\."));
  }

  @Test
  void noKeyIsThereTwice() throws Exception {
    assertThat(groups().stream().flatMap(group -> group.settings().stream()).map(Setting::key))
        .doesNotHaveDuplicates();
  }

  /** Only the database's address has none: the server's own scripts set it. */
  @Test
  void everyOtherDefaultIsInForce() throws Exception {
    Settings.of(Map.of("mooring.database.url", "jdbc:derby:memory:x")).check(groups(), List.of());
  }

  private static String row(Setting<?> setting) {
    String variable = setting.key().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    String value = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
    return Stream.of(
            "`" + setting.key() + "`",
            "`" + variable + "`",
            setting.type(),
            value,
            setting.purpose())
        .map(cell -> cell.replace("|", "\\|"))
        .reduce("|", (line, cell) -> line + (cell.isEmpty() ? " |" : " " + cell + " |"));
  }

  private static List<SettingsGroup> groups() throws IOException, URISyntaxException {
    Path classes =
        Path.of(SettingsGroup.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<SettingsGroup> groups = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = classes.relativize(file).toString().replace(".class", "").replace('/', '.');
        group(name, groups);
      }
    }
    return groups;
  }

  private static void group(String className, List<SettingsGroup> groups) {
    try {
      Class<?> type = Class.forName(className, false, ConfigurationPageTest.class.getClassLoader());
      if (SettingsGroup.class.isAssignableFrom(type) && !type.isInterface()) {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        groups.add((SettingsGroup) constructor.newInstance());
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(className, e);
    }
  }
}
