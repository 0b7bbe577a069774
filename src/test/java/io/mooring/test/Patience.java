package io.mooring.test;

import java.time.Duration;

/**
 * How long is waited for what takes CPU: so many times as long as on a quiet machine as {@code
 * -Dmooring.test.patience} says. A start alone takes some 20 s of CPU, which are minutes where ten
 * others compute.
 */
final class Patience {
  private static final int FACTOR = Integer.getInteger("mooring.test.patience", 1);

  private Patience() {}

  static Duration of(Duration onQuietMachine) {
    return onQuietMachine.multipliedBy(FACTOR);
  }
}
