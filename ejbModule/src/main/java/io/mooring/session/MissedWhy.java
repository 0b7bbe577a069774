package io.mooring.session;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a rung of the ladder did not hold, or held less well than it should; for programs. */
public enum MissedWhy {
  UPSTREAM_NOT_FOUND,
  UNUSABLE_ID,
  REPLACED,
  OTHER_DIRECTORY,
  RESUMED,
  OTHER_PROJECT,
  NO_HISTORY,
  NOT_WANTED,
  IMPORT_NOT_POSSIBLE,
  IMPORT_FAILED,
  NO_MODEL;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
