package io.mooring.approval.web;

import io.mooring.approval.Choice;
import io.mooring.approval.Decision;
import io.mooring.problem.InvalidValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /approvals/{id}/decision}. */
public record DecisionRequest(@Nullable String decision, @Nullable String message) {
  Choice checked() {
    return new Choice.Approve(decided(), Optional.ofNullable(message));
  }

  private Decision decided() {
    return switch (decision == null ? "" : decision) {
      case "once" -> Decision.ONCE;
      case "always" -> Decision.ALWAYS;
      case "reject" -> Decision.REJECT;
      default -> throw new InvalidValue("decision", "A decision is once, always or reject.");
    };
  }
}
