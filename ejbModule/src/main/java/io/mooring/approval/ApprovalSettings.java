package io.mooring.approval;

import io.mooring.config.Setting;
import io.mooring.config.SettingsGroup;
import io.mooring.session.PermissionRule;
import io.mooring.session.RuleTexts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Who decides about what agents ask, and for how long they are asked. */
@ApplicationScoped
public class ApprovalSettings implements SettingsGroup {
  public static final Setting<Duration> EXPIRY =
      Setting.duration(
          "mooring.approval.expiry",
          "P1D",
          "How long an approval or a question waits for a person before it is rejected.");
  public static final Setting<Boolean> OWNER_DECIDES =
      Setting.flag(
          "mooring.approval.owner-decides",
          true,
          "Whether a session's owner may decide about its approvals; approvers and administrators"
              + " always may.");
  public static final Setting<List<PermissionRule>> RULES =
      new Setting<>(
          "mooring.approval.rules",
          "rules",
          "",
          "What is decided without a person: allow allows once, deny rejects, ask asks.",
          false,
          RuleTexts::list);

  @Override
  public List<Setting<?>> settings() {
    return List.of(EXPIRY, OWNER_DECIDES, RULES);
  }
}
