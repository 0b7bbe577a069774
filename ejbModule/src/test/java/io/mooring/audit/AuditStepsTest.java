package io.mooring.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Caller;
import io.mooring.access.Forbidden;
import io.mooring.access.Role;
import io.mooring.access.SystemCaller;
import io.mooring.config.Settings;
import io.mooring.schema.TestBeans;
import io.mooring.schema.TestDatabase;
import io.mooring.time.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditStepsTest {
  private static final Caller ANN = new Caller("default", "ann", Set.of(Role.USER));
  private static final Caller ADAM = new Caller("default", "adam", Set.of(Role.ADMIN));
  private static final Caller AUDREY = new Caller("default", "audrey", Set.of(Role.AUDITOR));
  private static final Caller STRANGER = new Caller("other", "eve", Set.of(Role.ADMIN));
  private static final SystemCaller SYSTEM = new SystemCaller("default");
  private static final AuditFilter ALL =
      new AuditFilter(Optional.empty(), Optional.empty(), Optional.empty(), Long.MAX_VALUE, "");

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private TestDatabase database;
  private TestBeans beans;
  private AuditSteps audit;

  private void start(TestDatabase.Kind kind) {
    InstantSource settable = () -> now;
    Clock clock = settable.withZone(ZoneOffset.UTC);
    database = TestDatabase.start(kind);
    beans =
        new TestBeans(database)
            .bind(Clock.class, clock)
            .bind(Ids.class, new Ids(clock))
            .bind(Settings.class, Settings.of(Map.of("mooring.audit.keep", "P30D")));
    audit = beans.get(AuditSteps.class);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private void add(Deed deed) {
    audit.add(deed);
    now = now.plusMillis(1);
  }

  private static List<String> targets(List<AuditDocument> deeds) {
    return deeds.stream().map(AuditDocument::target).toList();
  }

  @ParameterizedTest
  @EnumSource
  void adminsAndAuditorsSeeWhoDidWhatNewestFirst(TestDatabase.Kind kind) {
    start(kind);
    Instant first = now;
    add(
        Deed.by(ANN, AuditAction.SESSION_DELETED, "ses_1")
            .in("ses_1")
            .with("owner", "ann")
            .with("key", "x".repeat(300) + "\u0000\"")
            .with("discard", "true"));
    add(Deed.by(SYSTEM, AuditAction.SNAPSHOT_UNREADABLE, "snp_1").in("ses_2"));
    add(Deed.by(STRANGER, AuditAction.SESSION_CLOSED, "ses_9"));

    assertThat(targets(audit.list(AUDREY, ALL, 50))).containsExactly("snp_1", "ses_1");
    AuditDocument deed = audit.list(ADAM, ALL, 50).get(1);
    assertThat(deed.id()).startsWith("aud_");
    assertThat(deed.at()).isEqualTo(first);
    assertThat(deed.user()).contains("ann");
    assertThat(deed.action()).isEqualTo("session.deleted");
    assertThat(deed.sessionId()).contains("ses_1");
    assertThat(deed.facts().path("owner").asText()).isEqualTo("ann");
    assertThat(deed.facts().path("key").asText()).isEqualTo("x".repeat(256));
    assertThat(audit.list(ADAM, ALL, 50).get(0).user()).isEmpty();
    assertThat(targets(audit.list(STRANGER, ALL, 50))).containsExactly("ses_9");
    assertThatThrownBy(() -> audit.list(ANN, ALL, 50)).isInstanceOf(Forbidden.class);
  }

  @ParameterizedTest
  @EnumSource
  void aListIsNarrowedAndGoesOnWhereItEnded(TestDatabase.Kind kind) {
    start(kind);
    add(Deed.by(ANN, AuditAction.SESSION_CLOSED, "ses_1").in("ses_1"));
    add(Deed.by(ADAM, AuditAction.SESSION_DELETED, "ses_2").in("ses_2"));
    add(Deed.by(ADAM, AuditAction.SNAPSHOT_DELETED, "snp_1").in("ses_1"));
    AuditFilter byAdam =
        new AuditFilter(
            Optional.of("adam"), Optional.empty(), Optional.empty(), Long.MAX_VALUE, "");
    AuditFilter deletions =
        new AuditFilter(
            Optional.empty(),
            Optional.of(AuditAction.SESSION_DELETED),
            Optional.empty(),
            Long.MAX_VALUE,
            "");
    AuditFilter ofOne =
        new AuditFilter(
            Optional.empty(), Optional.empty(), Optional.of("ses_1"), Long.MAX_VALUE, "");

    assertThat(targets(audit.list(ADAM, byAdam, 50))).containsExactly("snp_1", "ses_2");
    assertThat(targets(audit.list(ADAM, deletions, 50))).containsExactly("ses_2");
    assertThat(targets(audit.list(ADAM, ofOne, 50))).containsExactly("snp_1", "ses_1");
    List<AuditDocument> page = audit.list(ADAM, ALL, 1);
    assertThat(targets(page)).containsExactly("snp_1", "ses_2");
    AuditFilter after =
        new AuditFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            page.get(0).at().toEpochMilli(),
            page.get(0).id());
    assertThat(targets(audit.list(ADAM, after, 50))).containsExactly("ses_2", "ses_1");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasDoneLongAgoIsForgottenPageByPage(TestDatabase.Kind kind) {
    start(kind);
    for (int i = 0; i < 3; i++) {
      add(Deed.by(ANN, AuditAction.SESSION_CLOSED, "old_" + i));
    }
    now = now.plus(Duration.ofDays(29));
    add(Deed.by(ANN, AuditAction.SESSION_CLOSED, "young"));
    now = now.plus(Duration.ofDays(2));

    assertThat(audit.forgetOld(SYSTEM, 2)).isEqualTo(2);
    assertThat(targets(audit.list(ADAM, ALL, 50))).containsExactly("young", "old_2");
    assertThat(audit.forgetOld(SYSTEM, 2)).isEqualTo(1);
    assertThat(audit.forgetOld(SYSTEM, 2)).isZero();
    assertThat(targets(audit.list(ADAM, ALL, 50))).containsExactly("young");
  }

  @ParameterizedTest
  @EnumSource
  void aDeedThatIsUndoneIsNotThere(TestDatabase.Kind kind) {
    start(kind);
    AuditLog log = beans.get(AuditLog.class);

    assertThatThrownBy(
            () ->
                beans.inTransaction(
                    () -> {
                      log.add(Deed.by(ANN, AuditAction.SESSION_DELETED, "ses_1"));
                      throw new IllegalStateException("undone");
                    }))
        .hasMessageContaining("undone");

    assertThat(audit.list(ADAM, ALL, 50)).isEmpty();
  }
}
