package io.mooring.session;

import java.util.List;
import java.util.Map;

/**
 * What a look at the upstream sessions of this installation found.
 *
 * @param refused whether there are so many orphans that none is to be deleted
 * @param directories how many were looked at
 * @param marked how many upstream sessions carry this installation's mark
 * @param orphans those that no session has, in order
 * @param copies sessions with the mark of another one, which are left alone
 * @param kept how many are kept, by reason
 */
public record OrphanLook(
    boolean refused,
    int directories,
    int marked,
    List<String> orphans,
    List<String> copies,
    Map<String, Integer> kept) {

  public OrphanLook {
    orphans = List.copyOf(orphans);
    copies = List.copyOf(copies);
    kept = Map.copyOf(kept);
  }
}
