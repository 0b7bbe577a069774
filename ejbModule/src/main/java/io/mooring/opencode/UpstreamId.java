package io.mooring.opencode;

import java.util.regex.Pattern;

/** The forms that upstream's ids have; nothing else is put into an address. */
public final class UpstreamId {
  private static final Pattern SESSION = form("ses");
  private static final Pattern MESSAGE = form("msg");
  private static final Pattern PERMISSION = form("per");
  private static final Pattern QUESTION = form("que");

  private UpstreamId() {}

  private static Pattern form(String prefix) {
    return Pattern.compile(prefix + "_[A-Za-z0-9]{1,124}");
  }

  /** Whether it can be the id of a session: at most 128 characters. */
  public static boolean isSession(String id) {
    return SESSION.matcher(id).matches();
  }

  static String session(String id) {
    return checked(SESSION, id, "session");
  }

  static String message(String id) {
    return checked(MESSAGE, id, "message");
  }

  static String permission(String id) {
    return checked(PERMISSION, id, "permission");
  }

  static String question(String id) {
    return checked(QUESTION, id, "question");
  }

  private static String checked(Pattern form, String id, String what) {
    if (!form.matcher(id).matches()) {
      throw new UpstreamFailure.Unusable("a usable " + what + " id");
    }
    return id;
  }
}
