package io.mooring.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mooring.access.Caller;
import io.mooring.access.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_000_000);
  private static final NewSession WANTED =
      new NewSession(
          Optional.of("key"),
          Optional.empty(),
          "build",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final Session session =
      new Session(
          "default", "ses_1", WANTED, new Caller("default", "ann", Set.of(Role.USER)), "wd_1", NOW);

  @Test
  void isOpeningWhileClaimedAndNewAgainWhenGivenUp() {
    long generation = session.claim("boot", NOW);
    assertThat(session.status()).isEqualTo(SessionStatus.OPENING);
    assertThat(session.isClaimedBy(generation)).isTrue();

    session.giveUpClaim(NOW);

    assertThat(session.status()).isEqualTo(SessionStatus.NEW);
    assertThat(session.isClaimedBy(generation)).isFalse();
  }

  @Test
  void staysBusyWhenItIsOpenedForARunningTurn() {
    session.markBusy(NOW);
    session.claim("boot", NOW);
    session.open("ses_up", OpenContext.FRESH, NOW);

    assertThat(session.status()).isEqualTo(SessionStatus.BUSY);
  }

  @Test
  void isIdleAgainWhenItWasOpenedAfterACrash() {
    session.claim("boot", NOW);
    session.open("ses_up", OpenContext.FRESH, NOW);
    session.markBusy(NOW);
    session.endTurn(Usage.NONE, true, false, NOW);
    assertThat(session.status()).isEqualTo(SessionStatus.CRASHED);
    assertThat(session.checkedAt()).isEqualTo(Instant.EPOCH);

    session.claim("boot", NOW);
    session.open("ses_up", OpenContext.EXISTING, NOW);

    assertThat(session.status()).isEqualTo(SessionStatus.IDLE);
  }

  @Test
  void goesFromBusyToRetryingAndBackButNotWhenNothingRuns() {
    assertThat(session.showRunning(SessionStatus.RETRYING, NOW)).isFalse();
    session.markBusy(NOW);

    assertThat(session.showRunning(SessionStatus.RETRYING, NOW)).isTrue();
    assertThat(session.showRunning(SessionStatus.RETRYING, NOW)).isFalse();
    assertThat(session.showRunning(SessionStatus.BUSY, NOW)).isTrue();
    assertThatThrownBy(() -> session.showRunning(SessionStatus.IDLE, NOW))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closingEndsClaimsAndIsForGood() {
    long generation = session.claim("boot", NOW);
    session.close(NOW);

    assertThat(session.isClaimedBy(generation)).isFalse();
    assertThatThrownBy(() -> session.claim("boot", NOW)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.nextTurn(NOW)).isInstanceOf(SessionFailure.class);
    session.markBusy(NOW);
    session.endTurn(Usage.NONE, false, true, NOW);
    assertThat(session.status()).isEqualTo(SessionStatus.CLOSED);
  }

  @Test
  void aTombstoneIsNobodysToSee() {
    Caller ann = new Caller("default", "ann", Set.of(Role.USER));
    assertThat(session.isVisibleTo(ann)).isTrue();
    assertThat(session.isVisibleTo(new Caller("other", "ann", Set.of(Role.USER)))).isFalse();
    assertThat(session.isVisibleTo(new Caller("default", "bob", Set.of(Role.USER)))).isFalse();

    session.delete(NOW);

    assertThat(session.isVisibleTo(ann)).isFalse();
  }
}
