package io.mooring.schema;

import java.sql.SQLException;
import java.util.function.Supplier;

/**
 * Tells apart what a database refuses because of somebody else at work: a unique key that was taken
 * first, a deadlock, a lock that was not free in time; or because it has no room. The SQL state
 * says which, for JPA's own exceptions don't.
 */
public final class Conflicts {
  private static final int ATTEMPTS = 5;
  private static final int MOST_CAUSES = 32;

  private Conflicts() {}

  /** Whether a unique key was taken by somebody else first (SQL state 23505). */
  public static boolean isUniqueViolation(Throwable failure) {
    return hasState(failure, "23505");
  }

  /** Whether it may go well when tried again: a deadlock or a lock not free in time. */
  public static boolean isPassing(Throwable failure) {
    return hasState(failure, "40001") // deadlock, both databases
        || hasState(failure, "40P01") // deadlock, PostgreSQL
        || hasState(failure, "40XL1") // lock timeout, Derby
        || hasState(failure, "40XL2") // lock timeout, Derby
        || hasState(failure, "55P03"); // lock timeout, PostgreSQL
  }

  /**
   * Does a whole transaction, and does it again when it lost a race; after the race is lost the
   * second time around it finds what the winner wrote.
   *
   * @param transaction must begin and end its own transaction
   */
  public static <T> T retry(Supplier<T> transaction) {
    for (int attempt = 1; ; attempt++) {
      try {
        return transaction.get();
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !(isUniqueViolation(e) || isPassing(e))) {
          throw e;
        }
      }
    }
  }

  /** The same for a transaction that answers nothing. */
  public static void run(Runnable transaction) {
    retry(
        () -> {
          transaction.run();
          return true;
        });
  }

  /** Whether the disk of the database is full. */
  public static boolean isFull(Throwable failure) {
    return hasState(failure, "53100") // PostgreSQL
        || hasState(failure, "XSDG1") // a page, Derby
        || hasState(failure, "XSLA4"); // the log, Derby
  }

  private static boolean hasState(Throwable failure, String state) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof SQLException sql && state.equals(sql.getSQLState())) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
