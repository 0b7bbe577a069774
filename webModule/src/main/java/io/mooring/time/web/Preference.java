package io.mooring.time.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code Prefer: wait=SECONDS} (RFC 7240); what it doesn't understand it passes over. */
public final class Preference {
  private static final Pattern WAIT =
      Pattern.compile("wait\\s*=\\s*\"?(\\d{1,6})\"?", Pattern.CASE_INSENSITIVE);

  /** Longer waits are cut: intermediaries give up on silent connections. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private Preference() {}

  public static Optional<Duration> wait(@Nullable String prefer) {
    if (prefer == null) {
      return Optional.empty();
    }
    return Arrays.stream(prefer.split("[,;]"))
        .map(preference -> WAIT.matcher(preference.strip()))
        .filter(Matcher::matches)
        .map(matcher -> Duration.ofSeconds(Long.parseLong(matcher.group(1))))
        .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait)
        .findFirst();
  }
}
