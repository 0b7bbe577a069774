package io.mooring.session;

import com.fasterxml.jackson.annotation.JsonValue;
import io.mooring.problem.InvalidValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent may do, as upstream understands it.
 *
 * @param permission a tool or a group of tools, for example {@code bash} or {@code edit}
 * @param pattern what the rule applies to, {@code *} for everything
 */
public record PermissionRule(String permission, String pattern, Action action) {
  static final int MOST_CHARS = 512;

  /** What happens when the rule matches. */
  public enum Action {
    ALLOW,
    DENY,
    ASK;

    /** The action of this label. */
    static Optional<Action> of(String label) {
      return Arrays.stream(values()).filter(action -> action.label().equals(label)).findFirst();
    }

    /** Whether it lets more pass: allowing more than asking, asking more than denying. */
    boolean isBroaderThan(Action other) {
      return this == ALLOW ? other != ALLOW : this == ASK && other == DENY;
    }

    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PermissionRule {
    check("permissions.permission", permission);
    check("permissions.pattern", pattern);
    if (action == null) {
      throw new InvalidValue("permissions.action", "A rule's action is allow, deny or ask.");
    }
  }

  private static void check(String field, @Nullable String value) {
    if (value == null || value.isBlank() || value.length() > MOST_CHARS) {
      throw new InvalidValue(field, "The field " + field + " is 1 to 512 characters.");
    }
  }
}
