package io.mooring.session;

import io.mooring.access.Role;
import io.mooring.config.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The tenant's rules, then the agent's, then the session's. A session's own rule that would let
 * pass what the first two refuse or ask about is left out, unless an administrator has set it.
 */
@ApplicationScoped
class ConfiguredPermissions implements PermissionPolicy {
  @Inject Settings settings;

  @Override
  public List<PermissionRule> rules(Ruled ruled) {
    List<PermissionRule> base = base(ruled);
    List<PermissionRule> all = new ArrayList<>(base);
    ruled.own().stream().filter(rule -> isAllowed(ruled, base, rule)).forEach(all::add);
    return all;
  }

  @Override
  public OptionalInt firstTooBroad(Ruled ruled) {
    List<PermissionRule> base = base(ruled);
    for (int i = 0; i < ruled.own().size(); i++) {
      if (!isAllowed(ruled, base, ruled.own().get(i))) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isAllowed(Ruled ruled, List<PermissionRule> base, PermissionRule rule) {
    return ruled.roles().contains(Role.ADMIN) || !PermissionRules.broadens(base, rule);
  }

  private List<PermissionRule> base(Ruled ruled) {
    List<PermissionRule> base = new ArrayList<>(settings.get(SessionSettings.PERMISSIONS));
    base.addAll(
        settings.get(SessionSettings.AGENT_PERMISSIONS).getOrDefault(ruled.agent(), List.of()));
    return base;
  }
}
