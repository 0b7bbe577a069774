package io.mooring.session;

import io.mooring.problem.InvalidValue;

/** Refuses rules that allow more than who sets them may. */
final class RuleCheck {
  private RuleCheck() {}

  /**
   * Looks at the session's own rules.
   *
   * @throws InvalidValue that names the first rule that is too broad
   */
  static void require(PermissionPolicy policy, Session session) {
    policy
        .firstTooBroad(session.ruled())
        .ifPresent(
            i -> {
              throw new InvalidValue(
                  "permission-too-broad",
                  "permissions[" + i + "]",
                  "This rule allows what the rules of the tenant or the agent refuse or ask about;"
                      + " only an administrator may set it.",
                  null);
            });
  }
}
