package io.mooring.opencode;

import java.util.regex.Pattern;

/** Makes what upstream says fit for a problem document: short, without controls or paths. */
final class UpstreamWords {
  private static final int LONGEST_CHARS = 300;
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\u2028\u2029]");
  private static final Pattern PATHS =
      Pattern.compile("(?<![\\w.])(?:file://)?(?:~|[A-Za-z]:)?[/\\\\][^\\s\"'<>|,;)\\]]++");

  private UpstreamWords() {}

  static String clean(String words) {
    String bounded =
        words.length() > 4 * LONGEST_CHARS ? words.substring(0, 4 * LONGEST_CHARS) : words;
    String clean =
        PATHS.matcher(CONTROLS.matcher(bounded).replaceAll(" ")).replaceAll("[path]").strip();
    return clean.length() <= LONGEST_CHARS ? clean : clean.substring(0, LONGEST_CHARS) + "…";
  }
}
