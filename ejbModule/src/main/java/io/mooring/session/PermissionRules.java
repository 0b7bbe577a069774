package io.mooring.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mooring.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reckons with lists of rules as upstream reads them: of those that match, the last one counts;
 * what none matches is the agent's own to decide.
 */
public final class PermissionRules {
  private record Target(String permission, String pattern) {
    static Target of(PermissionRule rule) {
      return new Target(rule.permission(), rule.pattern());
    }
  }

  private PermissionRules() {}

  /** Whether a rule that follows {@code base} could let pass what that refuses or asks about. */
  static boolean broadens(List<PermissionRule> base, PermissionRule rule) {
    for (int i = base.size() - 1; i >= 0; i--) {
      PermissionRule earlier = base.get(i);
      if (overlap(earlier, rule)) {
        if (rule.action().isBroaderThan(earlier.action())) {
          return true;
        }
        if (covers(earlier, rule)) {
          return false; // those before it say nothing here
        }
      }
    }
    return false;
  }

  private static boolean overlap(PermissionRule one, PermissionRule other) {
    return Wildcard.overlap(one.permission(), other.permission())
        && Wildcard.overlap(one.pattern(), other.pattern());
  }

  private static boolean covers(PermissionRule wide, PermissionRule narrow) {
    return Wildcard.covers(wide.permission(), narrow.permission())
        && Wildcard.covers(wide.pattern(), narrow.pattern());
  }

  /**
   * What must be appended to what upstream was told so that {@code wanted} holds: first a rule that
   * asks for each target that was allowed or denied and is ruled no more, then all that is wanted.
   * Upstream has no way to take a rule back, and asking neither keeps an old leave nor bars the
   * way.
   *
   * @return empty when the list ends in just that already
   */
  static List<PermissionRule> block(List<PermissionRule> said, List<PermissionRule> wanted) {
    Set<Target> kept = new HashSet<>();
    wanted.forEach(rule -> kept.add(Target.of(rule)));
    Set<Target> dropped = new LinkedHashSet<>();
    for (PermissionRule rule : said) {
      if (rule.action() != PermissionRule.Action.ASK && !kept.contains(Target.of(rule))) {
        dropped.add(Target.of(rule));
      }
    }
    List<PermissionRule> block = new ArrayList<>();
    dropped.forEach(
        t -> block.add(new PermissionRule(t.permission(), t.pattern(), PermissionRule.Action.ASK)));
    block.addAll(wanted);
    int tail = said.size() - block.size();
    boolean there = tail >= 0 && said.subList(tail, said.size()).equals(block);
    return there ? List.of() : block;
  }

  /** What tells two lists apart; empty for the empty list. */
  static Optional<String> fingerprint(List<PermissionRule> rules) {
    if (rules.isEmpty()) {
      return Optional.empty();
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(Json.write(rules).getBytes(StandardCharsets.UTF_8));
      return Optional.of(HexFormat.of().formatHex(hash, 0, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** The rules as upstream takes them. */
  static JsonNode json(List<PermissionRule> rules) {
    ArrayNode json = Json.lenient().createArrayNode();
    rules.forEach(rule -> json.add(Json.object(rule)));
    return json;
  }

  /** The rules that upstream shows; what has another form was not said by us. */
  static List<PermissionRule> said(JsonNode permission) {
    List<PermissionRule> rules = new ArrayList<>();
    for (JsonNode rule : permission) {
      PermissionRule.Action.of(rule.path("action").asText(""))
          .filter(action -> isShort(rule.path("permission")) && isShort(rule.path("pattern")))
          .ifPresent(
              action ->
                  rules.add(
                      new PermissionRule(
                          rule.path("permission").asText(),
                          rule.path("pattern").asText(),
                          action)));
    }
    return rules;
  }

  private static boolean isShort(JsonNode text) {
    return text.isTextual()
        && !text.asText().isBlank()
        && text.asText().length() <= PermissionRule.MOST_CHARS;
  }
}
