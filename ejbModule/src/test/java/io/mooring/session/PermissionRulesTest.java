package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.mooring.json.Json;
import io.mooring.session.PermissionRule.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PermissionRulesTest {
  private static final List<String> PERMISSIONS = List.of("bash", "edit", "*");
  private static final List<String> TEXTS = List.of("rm", "rm x", "ls", "ls x", "");

  @Provide
  Arbitrary<List<PermissionRule>> lists() {
    return rule().list().ofMaxSize(5);
  }

  @Provide
  Arbitrary<PermissionRule> rule() {
    return Combinators.combine(
            Arbitraries.of(PERMISSIONS),
            Arbitraries.of("*", "rm *", "ls", "?s", "r*"),
            Arbitraries.of(Action.class))
        .as(PermissionRule::new);
  }

  /** What upstream does: the last rule that matches; empty leaves it to the agent. */
  private static Optional<Action> verdict(List<PermissionRule> rules, String tool, String text) {
    Optional<Action> last = Optional.empty();
    for (PermissionRule rule : rules) {
      if (Wildcard.matches(rule.permission(), tool) && Wildcard.matches(rule.pattern(), text)) {
        last = Optional.of(rule.action());
      }
    }
    return last;
  }

  private static List<PermissionRule> joined(List<PermissionRule> one, List<PermissionRule> other) {
    List<PermissionRule> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  @Property(tries = 2_000)
  void anAppendedBlockRulesAsIfNothingHadBeenSaidBeforeOrAsks(
      @ForAll("lists") List<PermissionRule> said, @ForAll("lists") List<PermissionRule> wanted) {
    List<PermissionRule> now = joined(said, PermissionRules.block(said, wanted));

    for (String tool : List.of("bash", "edit", "read")) {
      for (String text : TEXTS) {
        Optional<Action> fresh = verdict(wanted, tool, text);
        Optional<Action> applied = verdict(now, tool, text);
        if (fresh.isPresent()) {
          assertThat(applied).isEqualTo(fresh);
        } else if (verdict(said, tool, text).isPresent()) {
          assertThat(applied).contains(Action.ASK);
        } else {
          assertThat(applied).isEmpty();
        }
      }
    }
  }

  @Property(tries = 1_000)
  void aBlockIsNotAppendedTwice(
      @ForAll("lists") List<PermissionRule> said, @ForAll("lists") List<PermissionRule> wanted) {
    List<PermissionRule> now = joined(said, PermissionRules.block(said, wanted));

    assertThat(PermissionRules.block(now, wanted)).isEmpty();
  }

  @Property(tries = 2_000)
  void whatDoesNotBroadenLetsNothingMorePass(
      @ForAll("lists") List<PermissionRule> base, @ForAll("rule") PermissionRule rule) {
    if (PermissionRules.broadens(base, rule)) {
      return;
    }
    for (String tool : List.of("bash", "edit", "read")) {
      for (String text : TEXTS) {
        Optional<Action> before = verdict(base, tool, text);
        Optional<Action> after = verdict(joined(base, List.of(rule)), tool, text);
        if (before.isPresent()) {
          assertThat(after.orElseThrow().isBroaderThan(before.get())).isFalse();
        }
      }
    }
  }

  @Test
  void aRuleMayNarrowAndMayNotWiden() {
    List<PermissionRule> base =
        List.of(
            new PermissionRule("bash", "*", Action.ASK),
            new PermissionRule("bash", "git *", Action.ALLOW));

    assertThat(PermissionRules.broadens(base, new PermissionRule("bash", "*", Action.DENY)))
        .isFalse();
    assertThat(PermissionRules.broadens(base, new PermissionRule("bash", "git log", Action.ALLOW)))
        .isFalse();
    assertThat(PermissionRules.broadens(base, new PermissionRule("bash", "rm *", Action.ALLOW)))
        .isTrue();
    assertThat(PermissionRules.broadens(base, new PermissionRule("*", "*", Action.ALLOW))).isTrue();
    assertThat(PermissionRules.broadens(base, new PermissionRule("edit", "*", Action.ALLOW)))
        .isFalse();
  }

  @Test
  void oneFingerprintStandsForOneList() {
    var one = List.of(new PermissionRule("bash", "*", Action.ASK));
    var other = List.of(new PermissionRule("bash", "*", Action.DENY));

    assertThat(PermissionRules.fingerprint(List.of())).isEmpty();
    assertThat(PermissionRules.fingerprint(one)).isEqualTo(PermissionRules.fingerprint(one));
    assertThat(PermissionRules.fingerprint(one)).isNotEqualTo(PermissionRules.fingerprint(other));
  }

  @Test
  void whatUpstreamShowsInAnotherFormIsPassedOver() {
    assertThat(
            PermissionRules.said(
                Json.read(
                    "[{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"ask\"},"
                        + "{\"permission\":\"bash\",\"pattern\":\"\",\"action\":\"ask\"},"
                        + "{\"permission\":\"bash\",\"pattern\":\"*\",\"action\":\"maybe\"}, 7]")))
        .containsExactly(new PermissionRule("bash", "*", Action.ASK));
    assertThat(PermissionRules.said(Json.object().path("none"))).isEmpty();
  }
}
