package io.mooring.snapshot;

import io.mooring.problem.Problem;
import io.mooring.snapshot.capture.CaptureFailed;
import io.mooring.snapshot.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Why a snapshot was not taken, as a word that stays as it is. */
final class CaptureFaults {
  static final String NODE_LOST = "node-lost";
  static final String STOPPED = "stopped";
  static final String INTERNAL = "internal-error";

  private CaptureFaults() {}

  static String why(Exception failure) {
    if (failure instanceof Problem problem) {
      return problem.code();
    }
    if (failure instanceof InterruptedException || failure instanceof InterruptedIOException) {
      return STOPPED;
    }
    if (failure instanceof CaptureFailed failed) {
      return switch (failed.reason()) {
        case WORKDIR -> "workdir-missing";
        case TOO_MANY_ENTRIES -> "too-many-files";
        case STUCK -> "file-stuck";
        case TOO_LONG -> "too-long";
        case STORE -> store(failed);
        case FAILED -> Thread.currentThread().isInterrupted() ? STOPPED : INTERNAL;
      };
    }
    return failure instanceof IOException ? store(failure) : INTERNAL;
  }

  private static String store(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof QuotaExceeded) {
        return "quota-exceeded";
      }
      if (at instanceof StoreException store && store.kind() == StoreException.Kind.STALLED) {
        return "store-stalled";
      }
      if (at instanceof StoreException store && store.kind() == StoreException.Kind.FULL) {
        return "store-full";
      }
    }
    return "store-failed";
  }

  /** Whether somebody who runs Mooring has to see to it. */
  static boolean isIncident(String why) {
    return why.startsWith("store-") || why.equals(INTERNAL) || why.equals("snapshot-unreadable");
  }
}
