package io.mooring.snapshot.capture;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.ignore.FastIgnoreRule;

/** What is left out, by the rules of .gitignore: the last pattern that matches decides. */
final class Excludes {
  private final List<FastIgnoreRule> rules = new ArrayList<>();

  Excludes(List<String> patterns) {
    for (String pattern : patterns) {
      FastIgnoreRule rule = new FastIgnoreRule(pattern);
      if (!rule.isEmpty()) {
        rules.add(0, rule);
      }
    }
  }

  /**
   * Whether a name is left out, and all below it; those above it are not.
   *
   * @param path from the workdir on
   */
  boolean match(String path, boolean directory) {
    for (FastIgnoreRule rule : rules) {
      if (rule.isMatch(path, directory, true)) {
        return rule.getResult();
      }
    }
    return false;
  }
}
