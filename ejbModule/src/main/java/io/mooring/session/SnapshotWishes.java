package io.mooring.session;

import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a session is to be saved.
 *
 * @param enabled whether it is saved on schedule and after turns; somebody can always ask for it
 * @param exclude what is left out beside what the configuration says, patterns as in .gitignore
 */
public record SnapshotWishes(boolean enabled, List<String> exclude) {
  /** How the JSON of those begins that don't want to be saved. */
  static final String DISABLED =
      Json.write(new SnapshotWishes(false, List.of())).replaceFirst(",.*", ",");

  private static final int MOST_PATTERNS = 100;
  private static final int MOST_PATTERN_CHARS = 256;

  public SnapshotWishes {
    exclude = List.copyOf(exclude);
  }

  /** As a caller asks for it; what is absent is as usual. */
  public static SnapshotWishes asked(
      @Nullable Boolean enabled, @Nullable List<@Nullable String> exclude) {
    List<@Nullable String> patterns = exclude == null ? List.of() : exclude;
    if (patterns.size() > MOST_PATTERNS) {
      throw new InvalidValue("snapshots.exclude", "At most " + MOST_PATTERNS + " patterns.");
    }
    for (String pattern : patterns) {
      NewSession.requireLine(
          "snapshots.exclude", pattern == null ? "" : pattern, MOST_PATTERN_CHARS);
    }
    return new SnapshotWishes(!Boolean.FALSE.equals(enabled), List.copyOf(patterns));
  }
}
