package io.mooring.host;

/** What to do with an opencode that is not of the pinned version. */
public enum OtherVersions {
  REFUSE,
  ALLOW
}
