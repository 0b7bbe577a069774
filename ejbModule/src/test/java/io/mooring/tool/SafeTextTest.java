package io.mooring.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {

  @ParameterizedTest
  @CsvSource({
    "plain,plain",
    "'a\u001B[31;1mred\u001B[0m','ared'",
    "'a\u009B31mred','ared'",
    "'\u001B]8;;http://evil\u0007link\u001B]8;;\u0007','link'",
    "'\u001B]0;title\u001B\\x','x'",
    "'\u001BPq#0;2\u001B\\x','x'",
    "'\u001B]0;never ends','0;never ends'",
    "'\u001B(Bx\u001B=y\u001Bcz','xyz'",
    "'a\u0000b\u0008c\u007Fd','a\uFFFDb\uFFFDc\uFFFDd'",
    "'user\u202Etxt.exe','user\uFFFDtxt.exe'",
    "'a\r\nb\rc\u2028d','a\nb\nc\nd'",
    "'\uD83D\uDE00 \uD83D','\uD83D\uDE00 \uFFFD'",
    "'\u05D0\u05D1\tx','\u05D0\u05D1\tx'",
  })
  void cleansBlocks(String text, String clean) {
    assertThat(SafeText.block(text, 1_000)).isEqualTo(clean);
  }

  @ParameterizedTest
  @CsvSource({
    "'  a \n\t b  ',20,'a b'",
    "'pay\u200Bpal\uFEFF\u00AD',20,'paypal'",
    "'abcdef',6,'abcdef'",
    "'abcdefg',6,'abcde…'",
    "'ab \uD83D\uDE00\uD83D\uDE00',5,'ab…'",
    "'abc',0,''",
    "'abc',1,'…'",
    "'a\u202Eb',9,'a\uFFFDb'",
  })
  void makesOneLine(String text, int maxChars, String line) {
    assertThat(SafeText.line(text, maxChars)).isEqualTo(line);
  }

  @Test
  void keepsHeadAndTailOfManyLines() {
    String text = "line\n".repeat(1_000) + "last\n";

    SafeText.Block block = SafeText.block("first\n" + text, 100_000, 7);

    assertThat(block.cut()).isTrue();
    assertThat(block.text()).isEqualTo("first\nline\nline\n… cut …\nline\nline\nlast\n");
  }

  @Test
  void cutsHugeLines() {
    String block = SafeText.block("x".repeat(1_000_000) + "\nend", 100_000);

    assertThat(block).endsWith("…\nend");
    assertThat(SafeText.bytes(block)).isEqualTo(SafeText.MAX_LINE_BYTES + 4);
  }

  @Test
  void readsManyOpenEscapesInOnePass() {
    String text = "\u001B]".repeat(500_000) + "\u009D".repeat(500_000);

    Assertions.assertTimeout(
        Duration.ofSeconds(5), () -> assertThat(SafeText.clean(text)).isEmpty());
  }

  @Property
  void aBlockIsSafeShortAndStaysAsItIs(
      @ForAll("hostile") String text,
      @ForAll @IntRange(max = 200) int maxBytes,
      @ForAll @IntRange(min = 3, max = 9) int maxLines) {
    SafeText.Block block = SafeText.block(text, maxBytes, maxLines);

    assertThat(block.text().codePoints()).allMatch(SafeText::allowed);
    assertThat(SafeText.bytes(block.text())).isLessThanOrEqualTo(maxBytes);
    assertThat(block.text().lines().count()).isLessThanOrEqualTo(maxLines);
    assertThat(SafeText.block(block.text(), maxBytes, maxLines))
        .isEqualTo(new SafeText.Block(block.text(), false));
  }

  @Property
  void aLineIsSafeShortAndStaysAsItIs(
      @ForAll("hostile") String text, @ForAll @IntRange(max = 100) int maxChars) {
    String line = SafeText.line(text, maxChars);

    assertThat(line.codePoints())
        .allMatch(SafeText::allowed)
        .noneMatch(SafeText::invisible)
        .noneMatch(cp -> cp == '\n' || cp == '\t');
    assertThat(line.length()).isLessThanOrEqualTo(maxChars);
    assertThat(SafeText.line(line, maxChars)).isEqualTo(line);
  }

  @Property
  void sameLengthKeepsLengthAndIsSafe(@ForAll("hostile") String text) {
    String safe = SafeText.sameLength(text);

    assertThat(safe).hasSameSizeAs(text);
    assertThat(safe.codePoints()).allMatch(SafeText::allowed);
    assertThat(SafeText.sameLength(safe)).isEqualTo(safe);
  }

  @Provide
  Arbitrary<String> hostile() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "\u001B[",
            "\u001B]",
            "\u001BP",
            "\u001B\\",
            "\u001B",
            "\u009B",
            "\u009D",
            "\u009C",
            "\u0007",
            "31m",
            ";",
            "\n",
            "\r",
            "\t",
            " ",
            "\u0000",
            "\u202E",
            "\u2066",
            "\u200B",
            "\u200F",
            "\uFEFF",
            "\u2028",
            "\uD83D",
            "\uDE00",
            "\uD83D\uDE00",
            "a",
            "é",
            "漢",
            "\uDB40\uDC41",
            "…",
            "\u0085",
            "word ".repeat(20),
            "\n".repeat(5));
    return pieces
        .list()
        .ofMaxSize(40)
        .map(list -> String.join("", list))
        .flatMap(
            text ->
                Arbitraries.frequencyOf(
                    net.jqwik.api.Tuple.of(9, Arbitraries.just(text)),
                    net.jqwik.api.Tuple.of(1, Arbitraries.strings().all().ofMaxLength(300))));
  }
}
