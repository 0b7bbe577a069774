package io.mooring.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path folder;
  private Path document;

  @BeforeEach
  void write() throws IOException {
    document = folder.resolve("benchmarks.md");
    Files.writeString(
        document,
        """
        # Benchmarks

        <!-- results: written by the benchmarks -->

        ### a. Own time

        old a

        ### a. Throughput

        old throughput

        ### d. Ensure

        old d

        <!-- end of results -->

        The end.
        """);
  }

  @Test
  void keepsTheSectionsThatItDidNotMeasure() throws IOException {
    Report report = new Report();
    report.section("b. A whole turn");
    report.note("new b");

    report.writeInto(document);

    assertThat(Files.readString(document))
        .startsWith("# Benchmarks\n")
        .containsSubsequence("old a", "old throughput", "### b. A whole turn", "new b", "old d")
        .endsWith("<!-- end of results -->\n\nThe end.\n");
  }

  @Test
  void replacesAllThatWasMeasuredUnderTheSameLetter() throws IOException {
    Report report = new Report();
    report.section("a. Own time");
    report.note("new a");

    report.writeInto(document);

    assertThat(Files.readString(document))
        .containsSubsequence("new a", "old d")
        .doesNotContain("old a", "old throughput");
  }
}
