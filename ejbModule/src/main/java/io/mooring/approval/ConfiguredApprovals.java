package io.mooring.approval;

import io.mooring.config.Settings;
import io.mooring.session.PermissionRule;
import io.mooring.session.Wildcard;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * Decides by configured rules, of which the last one that matches counts. One pattern that is
 * refused refuses the whole; only when all are allowed is the whole allowed.
 */
@ApplicationScoped
class ConfiguredApprovals implements ApprovalPolicy {
  @Inject Settings settings;

  @Override
  public Optional<Decision> decide(Wish wish) {
    List<PermissionRule.Action> actions =
        wish.patterns().stream().map(pattern -> action(wish.permission(), pattern)).toList();
    if (actions.contains(PermissionRule.Action.DENY)) {
      return Optional.of(Decision.REJECT);
    }
    boolean allowed =
        !actions.isEmpty() && actions.stream().allMatch(PermissionRule.Action.ALLOW::equals);
    return allowed ? Optional.of(Decision.ONCE) : Optional.empty();
  }

  private PermissionRule.Action action(String permission, String pattern) {
    PermissionRule.Action last = PermissionRule.Action.ASK;
    for (PermissionRule rule : settings.get(ApprovalSettings.RULES)) {
      if (Wildcard.matches(rule.permission(), permission)
          && Wildcard.matches(rule.pattern(), pattern)) {
        last = rule.action();
      }
    }
    return last;
  }
}
