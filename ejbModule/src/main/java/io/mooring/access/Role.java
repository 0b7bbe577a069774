package io.mooring.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

  /** Several as one text. */
  public static String labels(Collection<Role> roles) {
    return roles.stream().sorted().map(Role::label).collect(Collectors.joining(","));
  }

  /** The roles in a text of {@link #labels}; those that are no more are left out. */
  public static Set<Role> ofLabels(String labels) {
    return Arrays.stream(labels.split(","))
        .flatMap(label -> of(label).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(r -> r.label.equals(label)).findFirst();
  }
}
