package io.mooring.opencode;

import java.util.Locale;

/** What may be said to an agent that asks; {@link #ALWAYS} holds for the whole directory. */
public enum PermissionReply {
  ONCE,
  ALWAYS,
  REJECT;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
