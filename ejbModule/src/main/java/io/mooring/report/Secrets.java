package io.mooring.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Takes secrets and control characters out of a line that is to be shown or logged. */
public final class Secrets {
  private static final String GONE = "[secret]";

  /** Shorter values are words and numbers of everyday text. */
  private static final int SHORTEST_SECRET_CHARS = 6;

  private static final Pattern ESCAPES =
      Pattern.compile(
          "\u001b(?:\\[[0-?]*+[ -/]*+[@-~]|\\][^\u0007\u001b]*+(?:\u0007|\u001b\\\\)?|.)");

  /** Controls, and the characters that turn or hide text: line and bidi ones included. */
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\u2028\u2029&&[^\\t]]");

  private static final List<Pattern> KEY_LIKE =
      List.of(
          Pattern.compile("(?i)\\b(?:bearer|basic)\\s++[A-Za-z0-9._~+/=-]{6,}+"),
          Pattern.compile(
              "(?i)[\\w-]{0,40}?(?:api[-_]?key|token|secret|password|passwd|authorization)[\\w-]{0,20}+"
                  + "[\"']?\\s{0,4}+[:=]\\s{0,4}+(?:\"[^\"]*+\"|'[^']*+'|[^\\s,;&}]++)"),
          Pattern.compile("\\b(?:sk|pk|rk)-[A-Za-z0-9_-]{8,}+"),
          Pattern.compile(
              "\\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_)[A-Za-z0-9_-]{8,}+"),
          Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{12,}+"),
          Pattern.compile("\\bAIza[0-9A-Za-z_-]{20,}+"),
          Pattern.compile("\\beyJ[A-Za-z0-9_-]{6,}+\\.[A-Za-z0-9_.-]++"),
          Pattern.compile("(?<=://)[^/\\s:@]{1,200}+:[^/\\s@]{1,200}+(?=@)"),
          // Long and of mixed letters and digits: ids of ours and hashes have one case only.
          Pattern.compile(
              "(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]{0,200}?[a-z])(?=[A-Za-z0-9_-]{0,200}?[A-Z])"
                  + "(?=[A-Za-z0-9_-]{0,200}?[0-9])(?!(?:ses|msg|prt|per|que|evt)_)[A-Za-z0-9_-]{36,}+"));

  private final List<String> known;

  /**
   * @param known values to take out wherever they stand; too short ones are passed over
   */
  public Secrets(Collection<String> known) {
    this.known =
        known.stream()
            .filter(secret -> secret.length() >= SHORTEST_SECRET_CHARS)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The line, safe to show and to log. */
  public String clean(String line) {
    String clean = ESCAPES.matcher(line).replaceAll("");
    clean = CONTROLS.matcher(clean).replaceAll("\ufffd");
    for (String secret : known) {
      clean = clean.replace(secret, GONE);
    }
    for (Pattern pattern : KEY_LIKE) {
      clean = pattern.matcher(clean).replaceAll(GONE);
    }
    return clean;
  }
}
