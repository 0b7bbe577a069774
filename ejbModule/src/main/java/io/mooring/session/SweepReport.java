package io.mooring.session;

import java.util.List;
import java.util.Map;

/**
 * What a sweep found and did.
 *
 * @param dryRun whether it was only to look
 * @param refused whether it deleted nothing because it would have been too many
 * @param directories how many were looked at
 * @param marked how many upstream sessions carry this installation's mark
 * @param wouldDelete orphans that a dry run, or one that refused, found
 * @param copies sessions with the mark of another one, which are left alone
 * @param failed orphans that upstream did not delete
 * @param kept how many were kept, by reason
 */
public record SweepReport(
    boolean dryRun,
    boolean refused,
    int directories,
    int marked,
    Listed deleted,
    Listed wouldDelete,
    Listed copies,
    Listed failed,
    Map<String, Integer> kept) {

  public SweepReport {
    kept = Map.copyOf(kept);
  }

  /** Upstream sessions: how many, and the ids of the first thousand. */
  public record Listed(int count, List<String> ids) {
    private static final int MOST = 1_000;

    public Listed {
      ids = List.copyOf(ids);
    }

    static Listed of(List<String> ids) {
      return new Listed(ids.size(), ids.subList(0, Math.min(MOST, ids.size())));
    }
  }

  /** One line for logs and lists. */
  public String summary() {
    return "deleted=%d wouldDelete=%d copies=%d failed=%d marked=%d%s"
        .formatted(
            deleted.count(),
            wouldDelete.count(),
            copies.count(),
            failed.count(),
            marked,
            refused ? " refused" : "");
  }
}
