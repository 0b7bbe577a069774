package io.mooring.session;

import java.util.List;
import java.util.Map;

/**
 * What a sweep found before it deleted anything.
 *
 * @param dryRun whether it is only to look
 * @param refused whether it deletes nothing because it would be too many
 * @param directories how many were looked at
 * @param marked how many upstream sessions carry this installation's mark
 * @param orphans those that no session has
 * @param copies sessions with the mark of another one, which are left alone
 * @param kept how many are kept, by reason
 */
public record SweepReport(
    boolean dryRun,
    boolean refused,
    int directories,
    int marked,
    Listed orphans,
    Listed copies,
    Map<String, Integer> kept) {

  /** Upstream sessions: how many, and the ids of the first thousand. */
  public record Listed(int count, List<String> ids) {
    private static final int MOST = 1_000;

    static Listed of(List<String> ids) {
      return new Listed(ids.size(), List.copyOf(ids.subList(0, Math.min(MOST, ids.size()))));
    }
  }

  static SweepReport of(boolean dryRun, OrphanLook look) {
    return new SweepReport(
        dryRun,
        look.refused(),
        look.directories(),
        look.marked(),
        Listed.of(look.orphans()),
        Listed.of(look.copies()),
        look.kept());
  }

  /** One line for logs and lists; the first word is what comes next. */
  public String summary() {
    return "%s: orphans=%d copies=%d marked=%d"
        .formatted(next(), orphans.count(), copies.count(), marked);
  }

  private String next() {
    if (dryRun) {
      return "report";
    }
    return refused ? "refused" : "delete";
  }
}
