package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mooring.json.Json;
import io.mooring.opencode.wire.UpstreamSession;
import io.mooring.session.OrphanRules.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class OrphanRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(2));
  private static final Instant JUST_NOW = NOW.minus(Duration.ofMinutes(59));

  private final OrphanRules rules = new OrphanRules("ins_us", Duration.ofHours(1));

  private static UpstreamSession upstream(String installation, Instant created, boolean child) {
    ObjectNode info = Json.object().put("id", "ses_1").put("directory", "/w");
    info.putObject("metadata")
        .putObject("mooring")
        .put("installation", installation)
        .put("nonce", "n1");
    info.putObject("time").put("created", created.toEpochMilli());
    if (child) {
      info.put("parentID", "ses_0");
    }
    return UpstreamSession.of(info).orElseThrow();
  }

  private static OrphanRules.Known intent(Instant since, boolean claimed) {
    return new OrphanRules.Known(
        false,
        Optional.empty(),
        Optional.of(new OrphanRules.Intended(Optional.empty(), since, claimed)));
  }

  private static OrphanRules.Known made(String upstreamId, Optional<OrphanRules.Former> former) {
    return new OrphanRules.Known(
        false,
        former,
        Optional.of(new OrphanRules.Intended(Optional.of(upstreamId), LONG_AGO, false)));
  }

  private static Optional<OrphanRules.Former> former(boolean due, Instant since) {
    return Optional.of(new OrphanRules.Former(due, since));
  }

  private Fate fate(OrphanRules.Known known) {
    return rules.fate(upstream("ins_us", LONG_AGO, false), known, NOW);
  }

  @Example
  void whatAnUnfinishedIntentMadeIsAnOrphan() {
    assertThat(fate(intent(LONG_AGO, false))).isEqualTo(Fate.ORPHAN);
  }

  @Example
  void bothClocksMustSayThatItIsOld() {
    assertThat(fate(intent(JUST_NOW, false))).isEqualTo(Fate.YOUNG);
    assertThat(rules.fate(upstream("ins_us", JUST_NOW, false), intent(LONG_AGO, false), NOW))
        .isEqualTo(Fate.YOUNG);
    assertThat(fate(made("ses_1", former(true, JUST_NOW)))).isEqualTo(Fate.YOUNG);
  }

  @Example
  void whatIsBeingOpenedIsLeftAlone() {
    assertThat(fate(intent(LONG_AGO, true))).isEqualTo(Fate.OPENING);
  }

  @Example
  void aCopyCarriesTheMarkOfAnother() {
    assertThat(fate(made("ses_other", Optional.empty()))).isEqualTo(Fate.COPY);
  }

  @Example
  void whatWasReplacedGoesWhenItsTimeIsOver() {
    assertThat(fate(made("ses_1", former(false, LONG_AGO)))).isEqualTo(Fate.HISTORY);
    assertThat(fate(made("ses_1", former(true, LONG_AGO)))).isEqualTo(Fate.ORPHAN);
  }

  @Example
  void whatWasAdoptedAndReplacedStays() {
    assertThat(fate(made("ses_other", former(true, LONG_AGO)))).isEqualTo(Fate.HISTORY);
  }

  @Example
  void anIntentThatNobodyKnowsProvesNothing() {
    assertThat(fate(new OrphanRules.Known(false, Optional.empty(), Optional.empty())))
        .isEqualTo(Fate.UNKNOWN);
  }

  @Property
  void whatIsNotOursIsNeverAnOrphan(
      @ForAll boolean current, @ForAll boolean claimed, @ForAll boolean old) {
    var known =
        new OrphanRules.Known(
            current,
            Optional.empty(),
            Optional.of(
                new OrphanRules.Intended(Optional.empty(), old ? LONG_AGO : JUST_NOW, claimed)));

    assertThat(rules.fate(upstream("ins_other", LONG_AGO, false), known, NOW))
        .isEqualTo(Fate.NOT_OURS);
    assertThat(rules.fate(upstream("", LONG_AGO, false), known, NOW)).isEqualTo(Fate.NOT_OURS);
    assertThat(rules.fate(upstream("ins_us", LONG_AGO, true), known, NOW)).isEqualTo(Fate.NOT_OURS);
  }

  @Property
  void whatASessionHasIsNeverAnOrphan(
      @ForAll boolean former, @ForAll boolean due, @ForAll boolean made, @ForAll boolean intended) {
    var known =
        new OrphanRules.Known(
            true,
            former ? former(due, LONG_AGO) : Optional.empty(),
            intended
                ? Optional.of(
                    new OrphanRules.Intended(
                        made ? Optional.of("ses_1") : Optional.empty(), LONG_AGO, false))
                : Optional.empty());

    assertThat(fate(known)).isEqualTo(Fate.CURRENT);
  }
}
