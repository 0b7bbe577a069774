package io.mooring.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the table of what is audited in src/docs/operations.md against the code. */
class AuditPageTest {
  private static final Path PAGE = Path.of("../src/docs/operations.md");
  private static final Pattern ACTION = Pattern.compile("`([a-z]+\\.[a-z]+)`");

  @Test
  void thePageNamesEachActionAndNoOther() throws IOException {
    List<String> named =
        section()
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(1, line.indexOf(" |", 1)))
            .flatMap(cell -> ACTION.matcher(cell).results())
            .map(found -> found.group(1))
            .toList();

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(AuditAction.values()).map(AuditAction::label).toList());
  }

  private static String section() throws IOException {
    Matcher section = Pattern.compile("(?s)\n## Audit\n(.*?)\n## ").matcher(Files.readString(PAGE));
    assertThat(section.find()).isTrue();
    return section.group(1);
  }
}
