package io.mooring.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.mooring.json.Json;
import io.mooring.problem.InvalidValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads rules from the configuration. */
public final class RuleTexts {
  private static final String NO_RULES = "is not a JSON list of {permission, pattern, action}";
  private static final String NO_AGENTS =
      "is not a JSON object of agents with lists of {permission, pattern, action}";

  private RuleTexts() {}

  /** Rules in order; the empty text is none. */
  public static List<PermissionRule> list(String text) {
    return checked(
        read(text, "[]", new TypeReference<List<PermissionRule>>() {}, NO_RULES), NO_RULES);
  }

  /** Rules in order for each agent; the empty text is none. */
  static Map<String, List<PermissionRule>> byAgent(String text) {
    Map<String, List<PermissionRule>> all =
        read(text, "{}", new TypeReference<Map<String, List<PermissionRule>>>() {}, NO_AGENTS);
    all.replaceAll((agent, rules) -> checked(rules, NO_AGENTS));
    return Map.copyOf(all);
  }

  private static <T> T read(String text, String none, TypeReference<T> type, String wrong) {
    try {
      T value = Json.strict().readValue(text.isBlank() ? none : text, type);
      if (value != null) {
        return value;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          e.getCause() instanceof InvalidValue v ? wrong + ": " + v.getMessage() : wrong, e);
    }
    throw new IllegalArgumentException(wrong);
  }

  @SuppressWarnings("NullAway") // what JSON holds may be null
  private static List<PermissionRule> checked(List<PermissionRule> rules, String wrong) {
    if (rules == null || rules.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(wrong);
    }
    return List.copyOf(rules);
  }
}
