package io.mooring.session.web;

import io.mooring.problem.InvalidValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the version that an If-Match header insists on. */
public final class Versions {
  private static final Pattern FORM = Pattern.compile("\"(\\d{1,18})\"");

  private Versions() {}

  public static Optional<Long> wanted(@Nullable String ifMatch) {
    if (ifMatch == null || ifMatch.strip().equals("*")) {
      return Optional.empty();
    }
    Matcher matcher = FORM.matcher(ifMatch.strip());
    if (!matcher.matches()) {
      throw new InvalidValue("If-Match", "If-Match is one entity tag as GET has given it.");
    }
    return Optional.of(Long.parseLong(matcher.group(1)));
  }
}
