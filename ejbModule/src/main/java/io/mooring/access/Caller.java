package io.mooring.access;

import java.util.Set;

/** A person or a portal: the tenant, the user's name and the roles. */
public record Caller(String tenant, String user, Set<Role> roles) implements Actor {
  public Caller {
    roles = Set.copyOf(roles);
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }

  /** Whether lists show what others of the tenant own, too. */
  public boolean seesAll() {
    return is(Role.ADMIN) || is(Role.AUDITOR);
  }

  @Override
  public boolean maySee(String owner) {
    return user.equals(owner) ? !roles.isEmpty() : seesAll();
  }

  @Override
  public boolean mayChange(String owner) {
    return is(Role.ADMIN) || (is(Role.USER) && user.equals(owner));
  }
}
