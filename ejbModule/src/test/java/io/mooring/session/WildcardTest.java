package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
  @ParameterizedTest
  @CsvSource({
    "*, anything at all, true",
    "ls *, ls, true",
    "ls *, ls -l, true",
    "ls *, lsof, false",
    "ls*, lsof, true",
    "git push *, git push origin, true",
    "git * origin, git push origin, true",
    "?s, ls, true",
    "?s, s, false",
    "a.b, axb, false",
    "*.env, .env, true",
    "*.env, .environment, false",
  })
  void matchesAsUpstreamDoes(String pattern, String text, boolean matched) {
    assertThat(Wildcard.matches(pattern, text)).isEqualTo(matched);
  }

  @ParameterizedTest
  @CsvSource({
    "*, rm *, true",
    "rm *, *, false",
    "rm *, rm, true",
    "rm, rm *, false",
    "r?, r*, false",
    "r?, r?, true",
    "a*, a?c, true",
    "ab, a?, false",
  })
  void coversOnlyWhatItSurelyMatches(String wide, String narrow, boolean covered) {
    assertThat(Wildcard.covers(wide, narrow)).isEqualTo(covered);
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars('a', 'b', '*', '?', ' ').ofMaxLength(5);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars('a', 'b', '*', '?', ' ', '\n').ofMaxLength(5);
  }

  @Property(tries = 3_000)
  void matchesLikeTheExpressionThatUpstreamMakes(
      @ForAll("patterns") String pattern, @ForAll("texts") String text) {
    assertThat(Wildcard.matches(pattern, text)).isEqualTo(expression(pattern, text));
  }

  @Property(tries = 3_000)
  void whatIsCoveredAndMatchedIsMatched(
      @ForAll("patterns") String wide,
      @ForAll("patterns") String narrow,
      @ForAll("texts") String text) {
    if (Wildcard.covers(wide, narrow) && Wildcard.matches(narrow, text)) {
      assertThat(Wildcard.matches(wide, text)).isTrue();
    }
  }

  @Property(tries = 3_000)
  void patternsThatMatchOneTextOverlap(
      @ForAll("patterns") String one,
      @ForAll("patterns") String other,
      @ForAll("texts") String text) {
    if (Wildcard.matches(one, text) && Wildcard.matches(other, text)) {
      assertThat(Wildcard.overlap(one, other)).isTrue();
    }
  }

  @Test
  void patternsOfDifferentWordsDoNotOverlap() {
    assertThat(Wildcard.overlap("git *", "rm *")).isFalse();
    assertThat(Wildcard.overlap("git *", "git status*")).isTrue();
    assertThat(Wildcard.overlap("*.env", "src/*")).isTrue();
  }

  @Test
  @Timeout(5)
  void hostilePatternsEndSoon() {
    String stars = "*a".repeat(256);

    assertThat(Wildcard.matches(stars, "a".repeat(100_000) + "b")).isFalse();
    assertThat(Wildcard.overlap(stars, "*b".repeat(256))).isFalse();
  }

  private static boolean expression(String pattern, String text) {
    StringBuilder made = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      made.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote("" + c));
    }
    String whole = made.toString();
    String end = "\\Q \\E.*";
    if (whole.endsWith(end)) {
      whole = whole.substring(0, whole.length() - end.length()) + "( .*)?";
    }
    return Pattern.compile(whole, Pattern.DOTALL).matcher(text).matches();
  }
}
