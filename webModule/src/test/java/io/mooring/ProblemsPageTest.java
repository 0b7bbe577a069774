package io.mooring;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.session.MissedWhy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds src/docs/problems.md against the codes that the sources of both modules name. */
class ProblemsPageTest {
  private static final Path PAGE = Path.of("../src/docs/problems.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z-]+)` \\|(?: ([0-9, ]+|other) \\|)? (\\S.*\\.) \\|");

  private static ProblemCodes codes = ProblemCodes.none();

  @BeforeAll
  static void readTheSources() throws IOException {
    codes =
        ProblemCodes.in(List.of(Path.of("../ejbModule/src/main/java"), Path.of("src/main/java")));
  }

  @Test
  void everyCodeIsALiteralThatTheTestCanFind() {
    assertThat(codes.unreadable()).isEmpty();
  }

  @Test
  void codesAreLowerCaseWordsJoinedByHyphens() {
    assertThat(codes.answers().keySet())
        .isNotEmpty()
        .allMatch(code -> code.matches("[a-z]+(-[a-z]+)*"));
    assertThat(codes.turns()).isNotEmpty().allMatch(code -> code.matches("[a-z]+(-[a-z]+)*"));
  }

  @Test
  void thePageKnowsEveryAnswerWithItsStatus() throws IOException {
    Map<String, String> wanted = new TreeMap<>();
    codes.answers().forEach((code, statuses) -> wanted.put(code, statuses(statuses)));

    assertThat(rows("## Answers")).isEqualTo(wanted);
  }

  @Test
  void thePageKnowsEveryErrorOfATurn() throws IOException {
    assertThat(rows("## Turns").keySet()).isEqualTo(codes.turns());
  }

  @Test
  void thePageKnowsEveryReasonOfAContext() throws IOException {
    assertThat(rows("## Contexts").keySet())
        .isEqualTo(
            Arrays.stream(MissedWhy.values())
                .map(MissedWhy::label)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** What has no status of its own is written as "other". */
  private static String statuses(Set<Integer> statuses) {
    return statuses.isEmpty()
        ? "other"
        : statuses.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static Map<String, String> rows(String heading) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    boolean inside = false;
    Set<String> twice = new TreeSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("## ")) {
        inside = line.equals(heading);
      }
      Matcher row = ROW.matcher(line);
      if (inside && line.startsWith("| `")) {
        assertThat(row.matches()).as(line).isTrue();
        if (rows.put(row.group(1), String.valueOf(row.group(2))) != null) {
          twice.add(row.group(1));
        }
      }
    }
    assertThat(twice).isEmpty();
    return rows;
  }
}
