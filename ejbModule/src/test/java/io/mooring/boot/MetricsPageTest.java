package io.mooring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of metrics in src/docs/operations.md against the sources of both modules. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("../src/docs/operations.md");
  private static final List<Path> SOURCES =
      List.of(Path.of("src/main/java"), Path.of("../webModule/src/main/java"));
  private static final Pattern BUILT = Pattern.compile("Metadata\\s*\\.builder\\(\\)");
  private static final Pattern NAMED =
      Pattern.compile(
          "Metadata\\s*\\.builder\\(\\)\\s*\\.withName\\(\\s*\"([^\"]+)\"\\s*\\)"
              + "\\s*\\.withDescription\\(\\s*\"([^\"]+)\"\\s*\\)\\s*\\.build\\(\\)");

  @Test
  void thePageHasARowForEachMetricAndNoOther() throws IOException {
    List<String> wanted =
        matches(NAMED).stream()
            .map(found -> "| `%s` | %s |".formatted(found.group(1), found.group(2)))
            .sorted()
            .toList();

    assertThat(rows()).isNotEmpty().containsExactlyElementsOf(wanted);
  }

  /** So that none escapes the first rule. */
  @Test
  void everyMetricIsWrittenAsTheTestReadsIt() throws IOException {
    assertThat(matches(NAMED)).hasSameSizeAs(matches(BUILT));
    assertThat(matches(NAMED))
        .allSatisfy(
            found -> {
              assertThat(found.group(1)).matches("mooring(_[a-z]+)+");
              assertThat(found.group(2)).matches("[A-Z].*\\.");
            });
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("| `mooring_"))
        .toList();
  }

  private static List<MatchResult> matches(Pattern pattern) throws IOException {
    List<MatchResult> found = new ArrayList<>();
    for (Path root : SOURCES) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          Matcher matcher = pattern.matcher(Files.readString(file));
          matcher.results().forEach(found::add);
        }
      }
    }
    return found;
  }
}
