package io.mooring.feed;

import io.mooring.problem.InvalidValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a viewer had come: {@code EPOCH.SEQ} or a bare seq, which is taken for one of the current
 * epoch.
 */
record Position(Optional<String> epoch, long seq) {
  private static final Pattern FORM = Pattern.compile("(?:([A-Za-z0-9_-]{1,40})\\.)?(\\d{1,18})");

  /**
   * Reads what a viewer sent.
   *
   * @throws InvalidValue when it is neither
   */
  static Position parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidValue("after", "after is neither EPOCH.SEQ nor a seq.");
    }
    return new Position(Optional.ofNullable(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  static String text(String epoch, long seq) {
    return epoch + '.' + seq;
  }

  /** Whether there is such a place in the journal that {@code head} describes. */
  boolean isIn(Head head) {
    return seq <= head.seq() && epoch.map(head.epoch()::equals).orElse(true);
  }
}
