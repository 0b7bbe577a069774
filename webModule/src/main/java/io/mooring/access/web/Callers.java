package io.mooring.access.web;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import io.mooring.access.Tenants;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The one place where a log-in becomes a {@link Caller}. */
public final class Callers {
  private Callers() {}

  /** The caller of a REST request, whose principal the container has authenticated. */
  public static Caller of(SecurityContext security) {
    return of(security.getUserPrincipal(), security::isUserInRole);
  }

  /**
   * The caller behind an authenticated principal.
   *
   * @param inRole whether the principal has the role of this name
   */
  public static Caller of(Principal principal, Predicate<String> inRole) {
    Set<Role> roles =
        Arrays.stream(Role.values())
            .filter(role -> inRole.test(role.label()))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    return new Caller(Tenants.DEFAULT, principal.getName(), roles);
  }
}
