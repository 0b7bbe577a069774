package io.mooring.problem.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A log-in that was refused, as one line of the log. The server's own message has the name as it
 * was sent, line breaks included, so that anybody could write lines of the log; it is hidden.
 */
record FailedLogIn(String name) {
  private static final String BASIC = "basic ";
  private static final int MOST_NAME_CHARS = 100;

  /** Whom the request claims to come from; empty when it claims nothing. */
  static Optional<FailedLogIn> of(@Nullable String authorization) {
    if (authorization == null || authorization.isBlank()) {
      return Optional.empty();
    }
    boolean basic = authorization.toLowerCase(Locale.ROOT).startsWith(BASIC);
    String name = basic ? user(authorization.substring(BASIC.length()).strip()) : "(no Basic)";
    return Optional.of(new FailedLogIn(clean(name)));
  }

  /** What can't be seen, or moves what follows, becomes a dot. */
  private static String clean(String name) {
    StringBuilder clean = new StringBuilder();
    name.codePoints()
        .limit(MOST_NAME_CHARS)
        .map(c -> isSeen(c) ? c : '.')
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isSeen(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** Never the password: without a colon nobody knows where it begins. */
  private static String user(String credentials) {
    try {
      String pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? "(no name)" : pair.substring(0, colon);
    } catch (IllegalArgumentException e) {
      return "(unreadable)";
    }
  }
}
