package io.mooring.access;

import java.util.Arrays;
import java.util.Optional;

/** What a caller may do; the name in tokens and registries is the lower-case one. */
public enum Role {
  /** Works with the own sessions. */
  USER("user"),
  /** Decides approvals of others. */
  APPROVER("approver"),
  /** Reads everything of the tenant, changes nothing. */
  AUDITOR("auditor"),
  /** May do everything in the tenant. */
  ADMIN("admin");

  private final String label;

  Role(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(r -> r.label.equals(label)).findFirst();
  }
}
